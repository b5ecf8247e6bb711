// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks;

import dev.hawser.benchmarks.Scenario.Trial;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import dev.hawser.benchmarks.report.Report;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the scenarios asked for, all if none, and writes the report. */
public final class Main {

    private static final int ROUNDS = 3;
    private static final PrintStream out = System.out;

    private final Options options;
    private final int rounds;
    private final double total;
    private final List<Double> disturbances = new ArrayList<>();
    private double done;

    private Main(Options options, List<Scenario> scenarios) {
        this.options = options;
        this.rounds = options.quick() ? 1 : ROUNDS;
        this.total = rounds * scenarios.stream().mapToDouble(Scenario::seconds).sum();
    }

    /** Arguments: directory for measurements, file of the report, then the user's own: {@code --quick}, names. */
    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args);
        Optional<Jvm> virtual = Jvm.withVirtualThreads();
        if (virtual.isEmpty()) {
            out.println("No JDK 25 found (set JAVA25_HOME): scenarios with virtual threads are left out.");
        }
        List<Scenario> chosen = options.choose(Scenarios.all(virtual));
        if (!options.reportOnly()) {
            new Main(options, chosen).run(chosen);
        }
        if (options.pools().isEmpty()) {
            Report.write(options.measurements(), options.report());
            out.println("Report: " + options.report());
        }
        System.exit(0);
    }

    private void run(List<Scenario> scenarios) throws Exception {
        out.printf("%d scenarios, %d round(s), about %s.%n", scenarios.size(), rounds, minutes(total));
        for (Scenario scenario : scenarios) {
            List<Measurement> found = new ArrayList<>();
            disturbances.clear();
            for (int round = 0; round < rounds; round++) {
                out.printf(
                        "%s, round %d of %d; about %s left%n",
                        scenario.name(), round + 1, rounds, minutes(total - done));
                found.addAll(scenario.mayRunBeside() ? beside(scenario, round) : inTurn(scenario, round));
            }
            if (options.pools().isEmpty()) {
                Measurements.write(
                        options.measurements().resolve(scenario.name() + ".json"),
                        new Measurements.Run(
                                scenario.name(),
                                options.command(scenario.name()),
                                Machine.describe(),
                                disturbance(),
                                found));
            }
        }
    }

    private List<Measurement> inTurn(Scenario scenario, int round) {
        List<Measurement> found = new ArrayList<>();
        for (Trial trial : scenario.trials()) {
            if (options.wants(trial)) {
                found.addAll(measure(trial, round, true));
            }
            done += trial.seconds();
        }
        return found;
    }

    private List<Measurement> beside(Scenario scenario, int round) throws Exception {
        ExecutorService all = Executors.newCachedThreadPool(Crew.platform());
        List<Callable<List<Measurement>>> tasks = scenario.trials().stream()
                .filter(options::wants)
                .<Callable<List<Measurement>>>map(trial -> () -> measure(trial, round, false))
                .toList();
        List<Measurement> found = new ArrayList<>();
        for (Future<List<Measurement>> result : all.invokeAll(tasks)) {
            found.addAll(result.get());
        }
        all.shutdown();
        done += scenario.seconds();
        return found;
    }

    private List<Measurement> measure(Trial trial, int round, boolean alone) {
        List<Measurement> found;
        try {
            if (alone) {
                Patience.Outcome outcome = Patience.measure(trial.body(), round, options.patient());
                found = outcome.found();
                disturbances.add(outcome.othersCores());
            } else {
                found = trial.body().run(round);
            }
        } catch (Exception e) {
            found = List.of(Measurement.failed(trial.which(), Metric.OPS, round, String.valueOf(e.getMessage())));
        }
        print(trial, found);
        return found;
    }

    private static void print(Trial trial, List<Measurement> found) {
        StringBuilder line = new StringBuilder(
                "  %-36s %-20s".formatted(trial.which().setting(), trial.which().pool()));
        for (Measurement m : found) {
            line.append(" %s %.3g".formatted(m.metric(), m.value()))
                    .append(m.remark().isEmpty() ? ";" : " (" + m.remark() + ");");
        }
        out.println(line);
    }

    /** On average; NaN if it is not known. */
    private double disturbance() {
        return disturbances.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private static String minutes(double seconds) {
        return seconds < 100 ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min";
    }
}
