// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks;

import dev.hawser.benchmarks.report.Measurement;
import java.util.List;

/**
 * One question, asked of many pools.
 *
 * @param name in one word, as the command line and the targets know it
 * @param mayRunBeside whether its trials leave the processor idle, so that they can run beside each other
 * @param trials in the order of their running
 */
record Scenario(String name, boolean mayRunBeside, List<Trial> trials) {

    Scenario {
        trials = List.copyOf(trials);
    }

    /** About how long a round takes. */
    double seconds() {
        var each = trials.stream().mapToDouble(Trial::seconds);
        return mayRunBeside ? each.max().orElse(0) : each.sum();
    }

    /**
     * One pool at one size.
     *
     * @param which of them
     * @param seconds it takes, about
     * @param body measures
     */
    record Trial(Measurement.Case which, double seconds, Body body) {}

    /** Measures once. */
    @FunctionalInterface
    interface Body {
        List<Measurement> run(int round) throws Exception;
    }
}
