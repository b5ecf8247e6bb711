// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import dev.hawser.cli.Console;
import dev.hawser.cli.ExitCode;
import dev.hawser.cli.admin.AdminClient;
import dev.hawser.cli.admin.AdminException;
import dev.hawser.cli.admin.AdminWords;
import dev.hawser.cli.admin.Fields;
import dev.hawser.cli.look.Look;
import dev.hawser.time.SystemTime;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hawser top}. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the pools and endpoints of a running program, live, as its console tells of them. Looks only, unless --actions"
                    + " is given.",
            ""
        },
        footer = {
            "",
            "Keys: q quit; up and down choose an endpoint, Enter tells more of it; / filters; p pauses;",
            "      s a c i e sort by state, address, calls, in flight, errors, and once more the other way round;",
            "      with --actions, d drains the endpoint, or gives it work again.",
            "",
            "Examples:",
            "  hawser top http://127.0.0.1:9464",
            "  hawser top 9464 --once > pools.txt",
            "",
            "Exit codes: 0 the console answered, 1 it did not, 2 the arguments were wrong. NO_COLOR is honoured."
        })
public final class TopCommand implements Callable<Integer> {

    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofMinutes(1);

    @Mixin
    private AdminWords words = new AdminWords();

    @Option(
            names = "--interval",
            defaultValue = "1s",
            paramLabel = "TIME",
            description = "How often to look, 200ms to 1m. Default: 1s.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(names = "--once", description = "Prints the table once, as where standard output is no terminal.")
    private boolean once;

    @Option(names = "--actions", description = "Offers to drain endpoints, if the console allows it too.")
    private boolean actions;

    @Override
    public Integer call() throws InterruptedException {
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "--interval: " + interval.toMillis() + "ms (expected: 200ms to 1m)");
        }
        AdminClient client = words.client();
        try {
            Fields first = client.ask("/pools", Top.WITH_SPARKS);
            Console console = Console.open();
            TopText text = new TopText(
                    client.url().toString(), ZoneId.systemDefault(), console.terminal().coloursOut());
            if (once || !console.terminal().out() || !console.terminal().moves()) {
                if (!once) {
                    console.complain("standard output is no terminal that can be drawn on, so this is one look");
                }
                console.print(text.page(TopData.of(first), console.width()));
                return ExitCode.OK;
            }
            return live(client, first, text, console);
        } catch (AdminException e) {
            Look.complain(e, Console.open());
            return ExitCode.FAILED;
        }
    }

    private int live(AdminClient client, Fields first, TopText text, Console console) {
        try (SystemTime time = new SystemTime("top")) {
            new Top(client, first, new Top.Options(interval, actions), text, time).run(console);
            return ExitCode.OK;
        } catch (IOException e) {
            console.complain("the terminal gives no keys: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
