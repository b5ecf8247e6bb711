// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hawser lint}. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Shows what is set up in a running program's pools in a way that will hurt, and what to do.", ""
        },
        footer = {
            "",
            "Examples:",
            "  hawser lint http://127.0.0.1:9464",
            "",
            "Exit codes: 0 no errors (there may be warnings), 1 there are some, or the console did not answer,"
                    + " 2 the arguments were wrong."
        })
public final class LintCommand implements Callable<Integer> {

    @Mixin
    private Look look = new Look();

    @Override
    public Integer call() throws InterruptedException {
        return look.at("/lint", Map.of(), UnaryOperator.identity(), new LintReading());
    }
}
