// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static java.util.Objects.requireNonNull;

import dev.hawser.cli.Console;
import dev.hawser.cli.ExitCode;
import dev.hawser.cli.OutputFormat;
import dev.hawser.cli.show.ShowWords;
import dev.hawser.cli.show.Showcase;
import dev.hawser.cli.term.Terminal;
import dev.hawser.console.ConsoleException;
import dev.hawser.time.SystemTime;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hawser demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows pools at work: starts small fleets of TCP and gRPC servers, sends requests through an exclusive, a"
                    + " multiplexed and a gRPC pool, kills servers, brings them back, restarts one, adds some, makes one"
                    + " slow, and shows what happens: here, and in a console, a live page of which it prints the address.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  hawser demo                                       half a minute, live",
            "  hawser demo --seconds 60                          a whole one",
            "  hawser demo --hold --open                         again and again, and the live page in a browser",
            "  hawser demo --fleet grpc                          only the gRPC servers",
            "  hawser demo --headless --seconds 8 --output json  for scripts",
            "",
            "Exit codes: 0 all went as it should, 1 it did not, 2 the arguments were wrong.",
            "Ctrl-C ends the demo early, with the summary and the same codes."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int MIN_SECONDS = 5;
    private static final int MAX_SECONDS = 3600;
    private static final int MAX_WORKERS = 64;

    @Option(names = "--seconds", defaultValue = "30", paramLabel = "N", description = "How long. Default: 30.")
    private int seconds;

    @Option(names = "--hold", description = "Begins again when it is over, until Ctrl-C: time to look around.")
    private boolean hold;

    @Mixin
    private ShowWords show = new ShowWords();

    @Option(
            names = "--fleet",
            defaultValue = "both",
            paramLabel = "NAME",
            description = "tcp, grpc or both. Default: both.")
    private FleetChoice fleet = FleetChoice.both;

    @Option(names = "--headless", description = "Prints a line per change instead of a live table.")
    private boolean headless;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "FORMAT",
            description = "table or json; with json, standard output holds one JSON document and nothing else."
                    + " Default: table.")
    private OutputFormat output = OutputFormat.table;

    @Option(names = "--workers", defaultValue = "8", paramLabel = "N", description = "Workers per pool. Default: 8.")
    private int workers;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of the flaky server's mischief.")
    private long seed;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check("--seconds", seconds, MIN_SECONDS, MAX_SECONDS);
        check("--workers", workers, 1, MAX_WORKERS);
        Console console = Console.open();
        try (SystemTime time = new SystemTime("demo");
                Showcase showcase = show.begin(console, output == OutputFormat.json ? console.err() : console.out())) {
            Timeline.Length length = new Timeline.Length(seconds, hold);
            Demo.Options options = new Demo.Options(fleet.protocols(), length, workers, seed);
            DemoReport report = new Demo(options, view(console, showcase), showcase, console.stopped(), time).run();
            if (output == OutputFormat.json) {
                console.printJson(report);
            } else {
                boolean colours = console.terminal().coloursOut();
                console.print(new ReportText(colours).lines(report, console.width()));
            }
            return report.ok() ? ExitCode.OK : ExitCode.FAILED;
        } catch (IOException | ConsoleException e) {
            console.complain("the demo could not be started: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private View view(Console console, Showcase showcase) {
        if (output == OutputFormat.json) {
            return new LineView(console.err());
        }
        Terminal terminal = console.terminal();
        return headless || !terminal.out() || !terminal.moves()
                ? new LineView(console.out())
                : new LiveView(console.out(), new FrameText(terminal.coloursOut(), showcase.uri()), Terminal::size);
    }

    private void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(),
                    option + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
