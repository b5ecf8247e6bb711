// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

import dev.hawser.internal.Durations;
import dev.hawser.time.Time;
import dev.hawser.view.Histogram;
import dev.hawser.view.Timing;

/**
 * Takes the time of some uses of a client's connections: of each while there are few, of one in many while there are many, so
 * that the others pay for a comparison only. One for all the pools of a client. Safe for use by any thread.
 */
public final class UseTimes {
    /*
     * State        limit: one use in 2^k is timed, k from 0 to RAREST; or none ever, if this is off. latest: when a use
     *              was last chosen.
     * Who changes  Both: whoever begins a use that is timed. limit: also whoever looks, who sets k to 0.
     * Never        waits. Reads a clock only for uses that are timed.
     * Hot path     takes(): one read of a field that seldom changes, a multiplication, a comparison.
     * Why it holds Which uses are chosen is decided by their numbers, spread by a multiplication: the fractional parts of
     *              n times the golden ratio fall into any interval as often as its length says, however few or many n, and
     *              keep step with no rhythm that the callers may have. k rises while the chosen come too fast, and falls
     *              when they come too slowly. Two threads that begin at once may miss one step of it, which the next
     *              makes. After a rush that has ended, k would stay high until the one in 2^k has come, which
     *              may take hours; so whoever looks begins anew, and sees what is done from then on.
     */

    /** 2^64 over the golden ratio. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** Below, every second one of the chosen is left out; some thousand times a second 100 ns are less than a thousandth. */
    private static final long TOO_SOON_NANOS = 125_000;

    /** Above, more are chosen. Far enough from the other that a steady rate settles between them. */
    private static final long TOO_LATE_NANOS = 1_000_000;

    /** One in 65,536: at 10 ns a use one in 0.6 ms. */
    private static final int RAREST = 16;

    private static final long ALL = Long.MAX_VALUE;
    private static final long NONE = Long.MIN_VALUE;

    private final Time time;
    private final boolean on;
    private final Durations durations = new Durations();
    private volatile long limit;
    private volatile long latest;

    public UseTimes(Timing timing, Time time) {
        this.time = time;
        this.on = timing == Timing.SAMPLED;
        this.limit = on ? ALL : NONE;
        this.latest = on ? time.nanoTime() - TOO_SOON_NANOS : 0; // the first is never too soon
    }

    /** Whether the use with this number is to be timed. Numbers follow each other from anywhere on. */
    public boolean takes(long number) {
        return number * SPREAD + Long.MIN_VALUE < limit;
    }

    /** A use that is to be timed begins. @return for {@link #end} */
    public long begin() {
        long now = time.nanoTime();
        long gap = now - latest;
        latest = now;
        int k = rarity();
        if (gap < TOO_SOON_NANOS && k < RAREST) {
            limit = limitOf(k + 1);
        } else if (gap > TOO_LATE_NANOS && k > 0) {
            int steps = Long.SIZE - Long.numberOfLeadingZeros(gap / TOO_LATE_NANOS);
            limit = limitOf(Math.max(0, k - steps));
        }
        return now;
    }

    /** It has ended. */
    public void end(long begun) {
        durations.record(time.nanoTime() - begun);
    }

    /** What was timed so far. */
    public Histogram histogram() {
        if (on) {
            limit = ALL;
        }
        return durations.histogram();
    }

    private int rarity() {
        long seen = limit;
        return seen == ALL ? 0 : Long.numberOfLeadingZeros(seen - Long.MIN_VALUE) + 1;
    }

    /** Where the lowest 2^64 / 2^k numbers end, when zero is moved to the least of all longs. */
    private static long limitOf(int k) {
        return k == 0 ? ALL : Long.MIN_VALUE + (1L << Long.SIZE - k);
    }
}
