// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * How many durations fell into which range. Ranges grow with the durations: {@value #PER_OCTAVE} of them from each power of
 * two nanoseconds to the next, so a quantile is right to 12.5 %. From 1 µs (all that is shorter falls into the first range) to
 * 18 min (and all that is longer into the last).
 *
 * <p>Immutable. Two of the same source can be subtracted, which gives what came between them.
 */
public final class Histogram {

    /** Nothing. */
    public static final Histogram EMPTY = new Histogram(new long[0], 0);

    /** Ranges from one power of two to the next. */
    public static final int PER_OCTAVE = 8;

    private static final int LOWEST_OCTAVE = 10; // 2^10 ns: 1 µs
    private static final int HIGHEST_OCTAVE = 39; // up to 2^40 ns: 18 min
    private static final int SUB_BITS = 3;

    /** How many ranges there are. */
    public static final int RANGES = (HIGHEST_OCTAVE - LOWEST_OCTAVE + 1) * PER_OCTAVE;

    private final long[] counts;
    private final long totalNanos;

    private Histogram(long[] counts, long totalNanos) {
        this.counts = counts;
        this.totalNanos = totalNanos;
    }

    /**
     * @param counts of each range, from the first on; no more than {@link #RANGES}
     * @param totalNanos of all durations
     */
    public static Histogram of(long[] counts, long totalNanos) {
        if (counts.length > RANGES) {
            throw new IllegalArgumentException("counts: " + counts.length + " (expected: <= " + RANGES + ")");
        }
        return new Histogram(counts.clone(), totalNanos);
    }

    /** The number of the range that a duration falls into. */
    public static int rangeOf(long nanos) {
        if (nanos < 1L << LOWEST_OCTAVE) {
            return 0;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        if (octave > HIGHEST_OCTAVE) {
            return RANGES - 1;
        }
        int within = (int) (nanos >>> octave - SUB_BITS) & PER_OCTAVE - 1;
        return (octave - LOWEST_OCTAVE) * PER_OCTAVE + within;
    }

    /** Where a range ends, in nanoseconds; the next begins there. */
    public static long endOf(int range) {
        int octave = range / PER_OCTAVE + LOWEST_OCTAVE;
        return (1L << octave) + (range % PER_OCTAVE + 1L << octave - SUB_BITS);
    }

    /** How many durations there are. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /**
     * How many durations were shorter than this. Exact where a range ends there; else those in the range that holds it are
     * left out.
     */
    public long countBelow(Duration bound) {
        long nanos = bound.toNanos();
        long below = 0;
        for (int range = 0; range < counts.length && endOf(range) <= nanos; range++) {
            below += counts[range];
        }
        return below;
    }

    /** All durations together. */
    public Duration total() {
        return Duration.ofNanos(totalNanos);
    }

    /** What came after {@code earlier}, an older state of the same. */
    public Histogram since(Histogram earlier) {
        long[] difference = counts.clone();
        for (int i = 0; i < Math.min(difference.length, earlier.counts.length); i++) {
            difference[i] = Math.max(0, difference[i] - earlier.counts[i]);
        }
        return new Histogram(difference, Math.max(0, totalNanos - earlier.totalNanos));
    }

    /** A duration that such a part of all does not exceed: the end of the range; absent if there is none. */
    public Optional<Duration> quantile(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("part: " + part + " (expected: 0 to 1)");
        }
        long all = count();
        if (all == 0) {
            return Optional.empty();
        }
        long rank = Math.max(1, (long) Math.ceil(part * all));
        int range = 0;
        long seen = counts[0];
        while (seen < rank) {
            range++;
            seen += counts[range];
        }
        return Optional.of(Duration.ofNanos(endOf(range)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram that && totalNanos == that.totalNanos && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts) * 31 + Long.hashCode(totalNanos);
    }

    @Override
    public String toString() {
        return count() + " durations, p50 " + words(0.5) + ", p99 " + words(0.99);
    }

    private String words(double part) {
        return quantile(part).map(Duration::toString).orElse("none");
    }
}
