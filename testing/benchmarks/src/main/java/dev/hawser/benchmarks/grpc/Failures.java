// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Metric;

/** How many calls failed, and of what. */
final class Failures {

    private Failures() {}

    static Measurement of(Case which, int round, SteadyLoad load) {
        return new Measurement(
                which.scenario(),
                which.setting(),
                which.pool(),
                Metric.FAILED,
                round,
                load.failed(),
                load.failed() == 0 ? "" : "failed: " + load.failures());
    }
}
