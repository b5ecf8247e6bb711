// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.Console;
import dev.hawser.cli.ExitCode;
import dev.hawser.cli.OutputFormat;
import dev.hawser.cli.source.SpokenTarget;
import dev.hawser.cli.show.ConsoleShowcase;
import dev.hawser.cli.show.Showcase;
import dev.hawser.console.ConsoleException;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.time.SystemTime;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hawser bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts load on TCP or gRPC servers through a pool and measures it. Sends what you say to whom you name, and nothing"
                    + " else to anybody.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  hawser bench tcp://127.0.0.1:6379 --redis-ping -n 10000 -c 8",
            "  hawser bench tcp://10.0.0.1:7001,10.0.0.2:7001 --payload 'PING\\r\\n' --expect '+PONG' -z 30s",
            "  hawser bench grpc://127.0.0.1:50051 -c 50 -z 10s",
            "  hawser bench grpc+dns:///greeter:50051 --method demo.Greeter/Hello --data '{\"name\":\"you\"}'",
            "  hawser bench dns:///cache.example.com:11211 --payload 'version\\r\\n' -o json",
            "",
            "Exit codes: 0 something was answered, 1 nothing was, 2 the arguments were wrong.",
            "Ctrl-C ends the run early, with the summary and the same codes."
        })
public final class BenchCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "TARGET",
            description =
                    "Whom to load: tcp://host:port[,host:port...], or dns:, srv: or file: as everywhere in Hawser;"
                            + " grpc://host:port[,host:port...], or grpc+dns: and so on.")
    private String target = "";

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "FORMAT",
            description = "table or json. Default: table.")
    private OutputFormat output = OutputFormat.table;

    @Option(
            names = "--console-port",
            paramLabel = "PORT",
            description = "Shows the pool in a live page at this port of 127.0.0.1; 0 is any that is free.")
    private @Nullable Integer consolePort;

    @Override
    public Integer call() throws InterruptedException {
        BenchPlan plan = options.plan(target);
        Discovery discovery = Targets.parse(SpokenTarget.parse(target).discovery());
        Console console = Console.open();
        try (SystemTime time = new SystemTime("bench");
                Showcase showcase = consolePort == null ? Showcase.NONE : new ConsoleShowcase(consolePort);
                Line line = Lines.open(plan, discovery, showcase, time)) {
            showcase.uri().ifPresent(page -> console.complain("live page " + page));
            line.open(plan.timeout());
            BenchReport report = measure(plan, line, time, console);
            if (output == OutputFormat.json) {
                console.printJson(report);
            } else {
                console.print(new BenchText(console.terminal().coloursOut()).lines(report, console.width()));
            }
            return report.ok() ? ExitCode.OK : ExitCode.FAILED;
        } catch (ConsoleException e) {
            console.complain(String.valueOf(e.getMessage()));
            return ExitCode.FAILED;
        } catch (CannotBeginException e) {
            return cannotBegin(e, console);
        }
    }

    private int cannotBegin(CannotBeginException e, Console console) {
        String error = String.valueOf(e.getMessage());
        console.complain(error);
        e.reasons().forEach((address, why) -> console.complain("  " + address + ": " + why));
        if (output == OutputFormat.json) {
            console.printJson(BenchFailure.of(SpokenTarget.shown(target), error, e.reasons()));
        }
        return ExitCode.FAILED;
    }

    private BenchReport measure(BenchPlan plan, Line line, SystemTime time, Console console)
            throws InterruptedException {
        Tally tally = new Tally();
        try (Progress progress = new Progress(console, plan, tally)) {
            long nanos = new Bench(plan, line, tally, time, console.stopped()).run(progress::show);
            progress.close();
            return BenchReporter.report(
                    plan, line.endpoints(), tally, nanos, console.stopped().getCount() == 0);
        }
    }
}
