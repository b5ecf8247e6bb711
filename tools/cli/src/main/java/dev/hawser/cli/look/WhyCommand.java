// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hawser why}. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says whom a pool's next call would go to, why not to the others, and what became of the latest calls that failed,"
                    + " were refused or had to wait.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  hawser why http://127.0.0.1:9464            of all pools",
            "  hawser why 9464 grpc                        of one",
            "",
            "Exit codes: 0 there is an endpoint that can serve, 1 a pool has none, or the console did not answer,"
                    + " 2 the arguments were wrong."
        })
public final class WhyCommand implements Callable<Integer> {

    @Mixin
    private Look look = new Look();

    @Parameters(index = "1", arity = "0..1", paramLabel = "POOL", description = "Only this one.")
    private String pool = "";

    @Override
    public Integer call() throws InterruptedException {
        return look.at("/why", Map.of("pool", pool), UnaryOperator.identity(), new WhyReading(ZoneId.systemDefault()));
    }
}
