// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

import java.util.Optional;

/**
 * Something to be reached.
 *
 * @param says it in words
 * @param subject whose number counts
 * @param reference what it is compared with, within each round; nothing if the number itself counts
 * @param comparison how
 * @param metric the number
 * @param bound on which side of the limit is good
 * @param limit for the number, the ratio or the difference
 */
public record Target(
        String says,
        Side subject,
        Optional<Side> reference,
        Comparison comparison,
        String metric,
        Bound bound,
        double limit) {

    static Target ratio(String says, Side subject, Side reference, String metric, Bound bound, double limit) {
        return new Target(says, subject, Optional.of(reference), Comparison.RATIO, metric, bound, limit);
    }

    /** At most that much above the other. */
    static Target above(String says, Side subject, Side reference, String metric, double limit) {
        return new Target(says, subject, Optional.of(reference), Comparison.DIFFERENCE, metric, Bound.AT_MOST, limit);
    }

    static Target value(String says, Side subject, String metric, Bound bound, double limit) {
        return new Target(says, subject, Optional.empty(), Comparison.NONE, metric, bound, limit);
    }

    boolean isMetBy(double measured) {
        return bound == Bound.AT_LEAST ? measured >= limit : measured <= limit;
    }

    /** One pool at one size. */
    public record Side(String scenario, String setting, String pool) {

        /** Stands for whichever peer does best; one that let callers time out does not count. */
        static final String BEST_PEER = "the best peer";
    }

    /** What is made of a number and its reference. */
    public enum Comparison {
        NONE,
        RATIO,
        DIFFERENCE
    }

    /** Which side of the limit is good. */
    public enum Bound {
        AT_LEAST("≥"),
        AT_MOST("≤");

        final String sign;

        Bound(String sign) {
            this.sign = sign;
        }
    }
}
