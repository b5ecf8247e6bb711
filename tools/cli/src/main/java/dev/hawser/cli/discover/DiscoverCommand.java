// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.cli.Console;
import dev.hawser.cli.ExitCode;
import dev.hawser.cli.OutputFormat;
import dev.hawser.cli.source.Notes;
import dev.hawser.cli.source.Observation;
import dev.hawser.cli.source.SpokenTarget;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.time.SystemTime;
import dev.hawser.time.WallClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hawser discover}. */
@Command(
        name = "discover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the endpoints that a target stands for, as a pool would see them: a failed or empty answer never"
                    + " takes away what was known.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  hawser discover consul:///greeter                    the instances that pass their checks",
            "  hawser discover consul:///greeter --watch            and what changes, until Ctrl-C",
            "  hawser discover dns:///cache.example.com:11211       the addresses of a name",
            "  hawser discover file:endpoints.txt --watch -o json   a JSON object a line, for scripts",
            "",
            "Exit codes: 0 endpoints were found, 1 none were, 2 the arguments were wrong.",
            "Ctrl-C ends a watch, with the same codes."
        })
public final class DiscoverCommand implements Callable<Integer> {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    @Parameters(paramLabel = "TARGET", description = "Where to look. The schemes are listed below.")
    private String target = "";

    @Option(names = "--watch", description = "Goes on, and tells each change in a line, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--wide", description = "Shows all attributes, however long the lines become.")
    private boolean wide;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long to wait for the first good answer. Default: 10s, or no limit with --watch.")
    private @Nullable Duration timeout;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "FORMAT",
            description = "table or json; with --watch, json is an object a line. Default: table.")
    private OutputFormat output = OutputFormat.table;

    @Override
    public Integer call() throws InterruptedException {
        if (timeout != null && timeout.isZero()) {
            throw new IllegalArgumentException("--timeout: 0 (expected: > 0)");
        }
        Notes.show();
        Discovery discovery = Targets.parse(SpokenTarget.parse(target).discovery());
        Console console = Console.open();
        Telling telling = output == OutputFormat.json ? new JsonTelling(console) : new TableTelling(console, wide);
        try (SystemTime time = new SystemTime("discover");
                Observation observation = Observation.of(discovery, time)) {
            Lookout lookout = new Lookout(observation, telling, time, WallClock.system(), console.stopped());
            return watch ? watch(lookout, console) : once(lookout, console);
        }
    }

    private int once(Lookout lookout, Console console) throws InterruptedException {
        DiscoverReport report = lookout.once(target, timeout == null ? DEFAULT_TIMEOUT : timeout);
        if (report.failure() != null) {
            complain(report.failure(), console);
        }
        return report.ok() ? ExitCode.OK : ExitCode.FAILED;
    }

    private int watch(Lookout lookout, Console console) throws InterruptedException {
        boolean found = lookout.watch(Optional.ofNullable(timeout));
        if (!found) {
            complain(lookout.failure(target), console);
        }
        return found ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void complain(DiscoverReport.Failure failure, Console console) {
        console.complain(failure.error());
        console.complain("  hint: " + failure.hint());
    }
}
