// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.cycle;

import dev.hawser.benchmarks.peers.Shape;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import java.util.List;
import java.util.Map;

/** Runs {@link CycleBenchmark}. */
public final class Cycles {

    private Cycles() {}

    /** Times one pool, of one shape, with one number of threads. */
    public static List<Measurement> run(Case which, Shape shape, int threads, int round) {
        Map<String, String> parameters = Map.of(
                "pool", which.pool(),
                "endpoints", String.valueOf(shape.endpoints()),
                "leases", String.valueOf(shape.leases()));
        return Jmh.run(which, CycleBenchmark.class, parameters, threads, round);
    }
}
