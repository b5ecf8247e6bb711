// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

/**
 * One number that was measured.
 *
 * @param scenario what was done, such as {@code claim}
 * @param setting at which size, such as {@code 10 leases, 8 threads}
 * @param pool whose number it is
 * @param metric what was counted, with its unit, such as {@link Metric#OPS}
 * @param round ratios are made within a round, because only there did both sides see the same machine
 * @param value the number; NaN if the pool failed
 * @param remark what must be said beside it, such as why it failed; empty if nothing
 */
public record Measurement(
        String scenario, String setting, String pool, String metric, int round, double value, String remark) {

    public static Measurement of(Case which, String metric, int round, double value) {
        return new Measurement(which.scenario(), which.setting(), which.pool(), metric, round, value, "");
    }

    /** The pool could not do it. */
    public static Measurement failed(Case which, String metric, int round, String why) {
        return new Measurement(which.scenario(), which.setting(), which.pool(), metric, round, Double.NaN, why);
    }

    /** Whose and of what: a measurement without its number. */
    public record Case(String scenario, String setting, String pool) {}
}
