// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.Console;
import dev.hawser.cli.ExitCode;
import dev.hawser.cli.OutputFormat;
import dev.hawser.cli.doctor.wire.Pings;
import dev.hawser.cli.source.Notes;
import dev.hawser.cli.source.SpokenTarget;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.endpoint.Text;
import dev.hawser.time.SystemTime;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hawser doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at a target and its servers as a pool would use them: resolves, connects, and checks TLS, health, who"
                    + " leads (etcd), and whether pings are permitted. Says OK, WARN or FAIL, and what to do.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  hawser doctor consul:///greeter                      what Consul lists, and each instance",
            "  hawser doctor grpc://greeter:50051 --ca ca.pem       a gRPC server over TLS",
            "  hawser doctor grpc+dns:///greeter:50051 --keepalive 30s --rate 50",
            "  hawser doctor tcp://127.0.0.1:6379 --protocol tcp    only connects",
            "",
            "Exit codes: 0 nothing failed (there may be warnings), 1 something did, 2 the arguments were wrong.",
            "Ctrl-C ends it early, with what was found and the same codes."
        })
public final class DoctorCommand implements Callable<Integer> {

    private static final String CLEAR = "\r\033[2K";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration LONG = Duration.ofSeconds(5);

    @Parameters(
            paramLabel = "TARGET",
            description = "Whom to look at: as everywhere in Hawser, or grpc://host:port[,host:port...], or grpc+dns:"
                    + " and so on. The schemes are listed below.")
    private String target = "";

    @Mixin
    private DoctorWords words = new DoctorWords();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "FORMAT",
            description = "table or json. Default: table.")
    private OutputFormat output = OutputFormat.table;

    @Override
    public Integer call() throws InterruptedException {
        SpokenTarget spoken = SpokenTarget.parse(target);
        Notes.show();
        Discovery discovery = Targets.parse(spoken.discovery());
        DoctorPlan plan = words.plan(spoken);
        Console console = Console.open();
        announce(plan, console);
        try (SystemTime time = new SystemTime("doctor")) {
            long start = time.nanoTime();
            Doctor doctor = new Doctor(plan, time, console.stopped());
            Doctor.Outcome outcome =
                    doctor.examine(discovery, (done, all) -> progress(console, done + " of " + all + " looked at"));
            progress(console, "");
            DoctorReport report = DoctorReport.of(
                    SpokenTarget.shown(target),
                    discovery.describe(),
                    outcome,
                    console.stopped().getCount() == 0,
                    Math.round((time.nanoTime() - start) / NANOS_PER_SECOND * 1000) / 1000.0);
            if (output == OutputFormat.json) {
                console.printJson(report);
            } else {
                console.print(new DoctorText(console.terminal().coloursOut()).lines(report, console.width()));
            }
            return report.ok() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static void announce(DoctorPlan plan, Console console) {
        plan.keepAlive()
                .map(interval -> interval.multipliedBy(Pings.AT_AN_INTERVAL - 1))
                .ifPresent(all -> {
                    if (all.compareTo(LONG) > 0) {
                        console.complain("pings at that interval take about " + Text.of(all));
                    }
                });
    }

    private static void progress(Console console, String text) {
        if (console.terminal().err() && console.terminal().moves()) {
            console.err().print(CLEAR + text);
            console.err().flush();
        }
    }
}
