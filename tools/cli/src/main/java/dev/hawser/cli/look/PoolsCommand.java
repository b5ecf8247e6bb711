// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hawser pools}. */
@Command(
        name = "pools",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Shows the pools of a running program, a row for each, as its console tells of them.", ""},
        footer = {
            "",
            "Examples:",
            "  hawser pools http://127.0.0.1:9464",
            "  hawser pools 9464 -o json",
            "",
            "Rates and latencies cover the last 10 s, REFUSED the pool's life. UP: connected endpoints of all.",
            "Exit codes: 0 each pool has an endpoint that can serve, 1 one has none, or the console did not answer,"
                    + " 2 the arguments were wrong."
        })
public final class PoolsCommand implements Callable<Integer> {

    @Mixin
    private Look look = new Look();

    @Override
    public Integer call() throws InterruptedException {
        return look.at("/pools", Map.of(), UnaryOperator.identity(), new PoolsReading());
    }
}
