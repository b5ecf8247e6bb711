// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long to wait before a call is hedged: a fixed time, or the 95th percentile of how long calls to this target took
 * lately, at least 1 ms. Hedging after the 95th percentile costs 5 % more calls, and cuts the slowest ones (Dean and
 * Barroso, "The Tail at Scale", 2013).
 *
 * <p>What was measured loses half its weight in 30 s. The estimate is at most 7 % above the exact percentile of what was
 * recorded and not below it, and up to 100 ms old. Not guaranteed: anything about latencies below a millisecond.
 *
 * <p>Safe for use by any thread; no locks, and time is an argument.
 */
public final class HedgeDelay {
    /*
     * State        counts: calls per bucket of latency, times UNIT, fading. upkeepAt: when they faded last. estimate: the
     *              percentile as of then, 0 for none.
     * Who changes  counts: any thread, by adding; who fades subtracts. upkeepAt: any thread, by CAS, 100 ms after
     *              the last at the earliest; who wins fades and computes.
     * Never        waits, allocates; loses a call.
     * Hot path     record: one add. nanos: two volatile reads.
     * Why it holds Fading subtracts a share of what it read, so calls added meanwhile stay. Should a winner be so slow
     *              that a second one overlaps it, each fades for its own span, and the later write of the estimate
     *              stands: a number that was right a moment ago.
     */

    static final double QUANTILE = 0.95;
    static final long HALF_LIFE_NANOS = 30_000_000_000L;
    static final long LEAST_NANOS = 1_000_000;
    static final long UPKEEP_NANOS = 100_000_000;

    /** Of fewer calls the 95th percentile is the slowest one, and nothing to go by. */
    static final int LEAST_CALLS = 20;

    /** Latencies are counted in about microseconds; 16 buckets for each doubling, so each is 1/16 wide at most. */
    private static final int COARSE_BITS = 10;

    private static final int SUB_BITS = 4;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final long LONGEST = (1L << 31) - 1; // 37 minutes
    private static final int BUCKETS = index(LONGEST) + 1;

    /** One call; fine enough that fading by a hundredth doesn't round a few calls away. */
    private static final long UNIT = 1 << 20;

    private final OptionalLong fixed;
    private final AtomicLongArray counts;
    private final AtomicLong upkeepAt;
    private volatile long estimate;

    public HedgeDelay(HedgingOptions options, long now) {
        this.fixed =
                options.delay().map(Duration::toNanos).map(OptionalLong::of).orElse(OptionalLong.empty());
        this.counts = new AtomicLongArray(fixed.isPresent() ? 0 : BUCKETS);
        this.upkeepAt = new AtomicLong(now);
    }

    /**
     * A call's first attempt took so long to its first answer. One that was given up for a faster hedge is recorded with
     * how long it had taken by then: leaving out the slow ones would make the percentile sink with each hedge.
     */
    public void record(long elapsedNanos) {
        if (fixed.isEmpty()) {
            counts.addAndGet(index(Math.max(0, elapsedNanos) >> COARSE_BITS), UNIT);
        }
    }

    /** How long to wait before the next hedge; absent while too little is known to hedge at all. */
    public OptionalLong nanos(long now) {
        if (fixed.isPresent()) {
            return fixed;
        }
        long before = upkeepAt.get();
        if (now - before >= UPKEEP_NANOS && upkeepAt.compareAndSet(before, now)) {
            estimate = percentile();
            fade(now - before);
        }
        long known = estimate;
        return known == 0 ? OptionalLong.empty() : OptionalLong.of(known);
    }

    private void fade(long elapsed) {
        double lost = -Math.expm1(-Math.log(2) * elapsed / HALF_LIFE_NANOS);
        for (int i = 0; i < BUCKETS; i++) {
            long count = counts.get(i);
            if (count != 0) {
                counts.addAndGet(i, -(long) Math.ceil(count * lost));
            }
        }
    }

    private long percentile() {
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += counts.get(i);
        }
        if (all < LEAST_CALLS * UNIT) {
            return 0;
        }
        double above = all * (1 - QUANTILE);
        int bucket = BUCKETS - 1;
        for (double seen = counts.get(bucket); seen <= above && bucket > 0; seen += counts.get(bucket)) {
            bucket--;
        }
        return Math.max(LEAST_NANOS, upperEdge(bucket) << COARSE_BITS);
    }

    /** The bucket of a latency: exact up to 16, then by the highest bit and the four after it. */
    private static int index(long value) {
        long capped = Math.min(value, LONGEST);
        if (capped < SUB_BUCKETS) {
            return (int) capped;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(capped) - SUB_BITS;
        return (shift << SUB_BITS) + (int) (capped >> shift);
    }

    /** The first latency beyond the bucket. */
    private static long upperEdge(int index) {
        if (index < SUB_BUCKETS) {
            return index + 1L;
        }
        int shift = (index >> SUB_BITS) - 1;
        return ((index & (SUB_BUCKETS - 1)) + SUB_BUCKETS + 1L) << shift;
    }

    @Override
    public String toString() {
        return "HedgeDelay[" + (fixed.isPresent() ? fixed.getAsLong() : estimate) + "ns]";
    }
}
