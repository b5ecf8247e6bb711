// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Counts the calls on one shared connection, bounds them, and finds out when the last has left.
 *
 * <p>The count is spread over a few stripes, so that threads that enter and leave at the same time don't fight for one
 * word. Whoever enters at a stripe leaves at the same one, whatever thread it is by then. Safe for use by any thread.
 */
public final class Usage {
    /*
     * State        words: per stripe, on cache lines of its own, calls in flight (low 24 bits) and calls ended (the
     *              rest), and beside it the most in flight since the last look. mode: OPEN → TIGHT → DRAINING → OVER,
     *              never back; TIGHT may be left out.
     * Who changes  A stripe: any thread, by getAndAdd. OPEN→TIGHT: any thread that brings a stripe above its share of the
     *              maximum, by CAS. →DRAINING: drain(). DRAINING→OVER: by CAS whoever finds nobody inside; any→OVER:
     *              force(). Exactly one thread moves it to OVER, and is told.
     * Never        waits, allocates; looks at other stripes while its own is below its share of the target.
     * Hot path     enter: one add to the stripe, one read of mode. exit: the same.
     * Why it holds No call inside after OVER, unless by force. A call is in once its enter has added and then read a mode
     *              below DRAINING; its add came before DRAINING was set. So from then on calls only leave, and a stripe
     *              once seen without calls stays so, but for enters that add, see DRAINING and take it back, and
     *              never count as calls. Whoever then sees each stripe at 0, one after the other, has seen that nobody
     *              is left.
     *              The last one notices. Every leaver and every taker-back subtracts first and reads mode then. If it
     *              reads DRAINING, it looks at all stripes; the last to subtract sees all at 0. If it doesn't, DRAINING
     *              was set later, by drain(), which looks itself after setting it, and sees the subtraction.
     *              Never more than max inside. Suppose a set S of more than max calls is inside, c the last of them to
     *              add. If c summed, it counted all of S, and was refused. If not, its own stripe was within the
     *              share and mode was OPEN when c read it, after all of S had added. Some other stripe holds more of S
     *              than its share, as shares add up to max at most; the last d of those to add saw that, and set TIGHT
     *              before it summed. That was after c's read, since nobody leaves TIGHT for OPEN; so d counted all of S and was
     *              refused. The price: two that race for the last place may both be refused; each tells of its
     *              leaving like a call that ended, so that waiters look again.
     */

    /** Entered, and the connection has more than its target in flight: one more may be of use. */
    public static final int ENTERED_BUSY = 1;

    public static final int ENTERED = 0;

    /** Not entered: full or being drained. */
    public static final int REFUSED = -1;

    /** Not entered, and that was the last to leave: the caller must close the connection. */
    public static final int REFUSED_LAST = -2;

    private static final int OPEN = 0;
    private static final int TIGHT = 1;
    private static final int DRAINING = 2;
    private static final int OVER = 3;

    /** Beyond eight, threads that share a stripe meet rarely enough, and a sum stays cheap. */
    private static final int MOST_STRIPES = 8;

    /** How many stripes there are: a power of two, at least one per processor up to eight. */
    public static final int STRIPES = Integer.highestOneBit(
            Math.min(MOST_STRIPES, 2 * Runtime.getRuntime().availableProcessors() - 1));

    /** In longs: 128 bytes, two lines, because processors fetch them in pairs. */
    private static final int STRIDE = 16;

    private static final int ENDED_SHIFT = 24;
    private static final long IN_FLIGHT = (1L << ENDED_SHIFT) - 1;

    /** 2^64 over the golden ratio: spreads consecutive ids evenly. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** A handle and an updater, not an atomic array and an atomic: each would be one more step in a chain of loads. */
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private static final AtomicIntegerFieldUpdater<Usage> MODE =
            AtomicIntegerFieldUpdater.newUpdater(Usage.class, "mode");

    private final long[] words = new long[(STRIPES + 1) * STRIDE];
    private volatile int mode = OPEN;
    private final int target;
    private final int max;

    /**
     * @param target calls in flight above which {@link #enter} says that it is busy
     * @param max calls in flight above which it refuses; at least the target, and less than 2^24
     */
    public Usage(int target, int max) {
        this.target = target;
        this.max = max;
    }

    /** The stripe of the current thread: always the same, and another for most others. */
    public static int stripe() {
        return (int) (Thread.currentThread().getId() * SPREAD >>> 32) & (STRIPES - 1);
    }

    /** One of {@link #ENTERED}, {@link #ENTERED_BUSY}, {@link #REFUSED}, {@link #REFUSED_LAST}. */
    public int enter(int stripe) {
        int at = at(stripe);
        int here = (int) ((long) WORD.getAndAdd(words, at, 1L) + 1 & IN_FLIGHT);
        int seen = mode;
        if (here > words[at + 1]) {
            words[at + 1] = here; // a race may lose a peak by one; it is a measure, not a bound
        }
        return seen == OPEN && here <= target / STRIPES ? ENTERED : enterWithCare(stripe, here, seen);
    }

    private int enterWithCare(int stripe, int here, int seen) {
        if (seen < DRAINING) {
            if (seen == OPEN && here > max / STRIPES) {
                MODE.compareAndSet(this, OPEN, TIGHT);
            }
            int all = inFlight();
            if (all <= max) {
                return all > target ? ENTERED_BUSY : ENTERED;
            }
        }
        WORD.getAndAdd(words, at(stripe), -1L);
        return lastHasLeft() ? REFUSED_LAST : REFUSED;
    }

    /** A call has ended. True if it was the last, and the caller must close the connection. */
    public boolean exit(int stripe) {
        WORD.getAndAdd(words, at(stripe), (1L << ENDED_SHIFT) - 1);
        return mode >= DRAINING && lastHasLeft();
    }

    /** Lets nobody in any more. True if nobody is inside, and the caller must close the connection. */
    public boolean drain() {
        int seen = mode;
        while (seen < DRAINING && !MODE.compareAndSet(this, seen, DRAINING)) {
            seen = mode;
        }
        return lastHasLeft();
    }

    /** Ends it whoever is inside. True if it was not over before, and the caller must close the connection. */
    public boolean force() {
        return MODE.getAndSet(this, OVER) != OVER;
    }

    private boolean lastHasLeft() {
        return mode == DRAINING && inFlight() == 0 && MODE.compareAndSet(this, DRAINING, OVER);
    }

    /** Calls that entered here and have not ended. */
    public int inFlight(int stripe) {
        return (int) ((long) WORD.getVolatile(words, at(stripe)) & IN_FLIGHT);
    }

    /** Calls in flight; may count some that are being refused just now. */
    public int inFlight() {
        int sum = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            sum += inFlight(stripe);
        }
        return sum;
    }

    public boolean hasRoom() {
        return mode < DRAINING && inFlight() < max;
    }

    /** Calls that have ended. */
    public long ended() {
        long sum = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            sum += (long) WORD.getVolatile(words, at(stripe)) >>> ENDED_SHIFT;
        }
        return sum;
    }

    /** Calls that entered at this stripe, and have not been taken back. */
    public long entered(int stripe) {
        long word = (long) WORD.getVolatile(words, at(stripe));
        return (word >>> ENDED_SHIFT) + (word & IN_FLIGHT);
    }

    /** Calls that entered, whether they have ended or not. */
    public long entered() {
        long sum = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            sum += entered(stripe);
        }
        return sum;
    }

    /** At least the most that have been in flight at once since this was asked before. */
    public int takePeak() {
        int sum = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            int at = at(stripe);
            int now = inFlight(stripe);
            sum += Math.max(now, (int) words[at + 1]);
            words[at + 1] = now;
        }
        return sum;
    }

    private static int at(int stripe) {
        return (stripe + 1) * STRIDE; // the first line is that of the array's own length
    }
}
