// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.stats;

import org.HdrHistogram.Histogram;

/**
 * A summary of latencies in microseconds.
 *
 * @param count how many were measured
 * @param min the shortest; 0 if none was measured, like all that follows
 * @param mean their average
 * @param p50 the median: half took no longer
 * @param p90 nine of ten took no longer
 * @param p99 all but one of a hundred took no longer
 * @param max the longest
 */
public record Latencies(long count, long min, double mean, long p50, long p90, long p99, long max) {

    public static final Latencies NONE = new Latencies(0, 0, 0, 0, 0, 0, 0);

    /** Longer ones count as this long; nobody waits for an hour. */
    private static final long HIGHEST_MICROS = 3_600_000_000L;

    /** A histogram of microseconds, exact to so many decimal digits; grows with the longest it is given. */
    public static Histogram histogram(int digits) {
        return new Histogram(digits);
    }

    /** What to record in such a histogram for a latency of so many nanoseconds. */
    public static long toMicros(long nanos) {
        return Math.max(0, Math.min(HIGHEST_MICROS, (nanos + 500) / 1000));
    }

    public static Latencies of(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return NONE;
        }
        return new Latencies(
                histogram.getTotalCount(),
                histogram.getMinValue(),
                histogram.getMean(),
                at(histogram, 50),
                at(histogram, 90),
                at(histogram, 99),
                histogram.getMaxValue());
    }

    /** The latency that so many per cent did not exceed; never more than the longest seen. */
    public static long at(Histogram histogram, double percent) {
        return Math.min(histogram.getValueAtPercentile(percent), histogram.getMaxValue());
    }
}
