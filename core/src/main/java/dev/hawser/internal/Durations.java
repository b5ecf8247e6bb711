// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.view.Histogram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts durations in the ranges of a {@link Histogram}, for many threads at once. Never forgets: what came within some time is
 * the difference of two histograms. Safe for use by any thread.
 */
public final class Durations {
    /*
     * State        Per stripe an array, absent until its first duration: a count for each range, and behind them the sum of
     *              all. Counts and sums only grow.
     * Who changes  Any thread, by getAndAdd in the array of its stripe; an array is put in place by CAS, once.
     * Never        waits, calls out; allocates after a stripe's first duration.
     * Hot path     record: two adds, on lines that few other threads write to. It isn't meant for each use of a pool, but for
     *              waits, and for a sample of the uses.
     * Why it holds No duration is lost: each is one add to a cell that nobody ever replaces, since an array stays once it is
     *              there, and the loser of the CAS takes the winner's. Counts never fall, hence later histograms contain
     *              earlier ones. The sum may be ahead of the counts, or behind, by the durations being recorded just then.
     *              Checked by DurationsStressTest.
     */
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int SUM = Histogram.RANGES;

    private final AtomicReferenceArray<long[]> stripes = new AtomicReferenceArray<>(Usage.STRIPES);

    /** One more; less than nothing counts as nothing. */
    public void record(long nanos) {
        long[] cells = cells(Usage.stripe());
        long known = Math.max(0, nanos);
        CELL.getAndAdd(cells, Histogram.rangeOf(known), 1L);
        CELL.getAndAdd(cells, SUM, known);
    }

    private long[] cells(int stripe) {
        long[] cells = stripes.get(stripe);
        if (cells == null) {
            long[] fresh = new long[Histogram.RANGES + 1];
            long[] first = stripes.compareAndExchange(stripe, null, fresh);
            cells = first == null ? fresh : first;
        }
        return cells;
    }

    /** All so far. */
    public Histogram histogram() {
        long[] counts = new long[Histogram.RANGES];
        long sum = 0;
        for (int stripe = 0; stripe < Usage.STRIPES; stripe++) {
            long[] cells = stripes.get(stripe);
            if (cells != null) {
                for (int range = 0; range < counts.length; range++) {
                    counts[range] += (long) CELL.getVolatile(cells, range);
                }
                sum += (long) CELL.getVolatile(cells, SUM);
            }
        }
        return Histogram.of(counts, sum);
    }
}
