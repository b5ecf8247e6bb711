// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.cycle.Jmh;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs {@link PickBenchmark} and {@link UnaryBenchmark}. */
public final class Calls {

    private Calls() {}

    /** Chooses among four channels, over one server or several. */
    public static List<Measurement> pick(Case which, String pool, int endpoints, int threads, int round) {
        Map<String, String> parameters = Map.of("pool", pool, "endpoints", String.valueOf(endpoints));
        return timed(Jmh.run(which, PickBenchmark.class, parameters, threads, round), threads);
    }

    /** Calls a server in the same process. */
    public static List<Measurement> unary(Case which, int round) {
        return timed(Jmh.run(which, UnaryBenchmark.class, Map.of("pool", which.pool()), 1, round), 1);
    }

    private static List<Measurement> timed(List<Measurement> found, int threads) {
        List<Measurement> all = new ArrayList<>();
        for (Measurement m : found) {
            all.add(m);
            if (m.metric().equals(Metric.OPS) && m.remark().isEmpty()) {
                Case which = new Case(m.scenario(), m.setting(), m.pool());
                all.add(Measurement.of(which, Metric.NANOS, m.round(), threads * 1e3 / m.value()));
            }
        }
        return all;
    }
}
