// SPDX-License-Identifier: Apache-2.0
package dev.hawser.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets requests through at the rate of a {@link RateLimit}, each endpoint having its own gate.
 *
 * <p>In any span of x nanoseconds at most {@code burst + x / interval} permits are given, whatever the clock does: one
 * that stands still, or jumps ahead, releases one burst and no more. With {@link RateLimit.Charge#WHEN_DUE} that holds
 * for the moments at which permits were due, which lie up to {@link #FORGIVEN_NANOS} before those at which they were
 * taken. A refusal costs nothing. Not guaranteed: any order among those who ask; a queue is the caller's business.
 *
 * <p>The algorithm is the generic cell rate algorithm (ITU-T I.371), which is a token bucket that stores one moment in
 * place of a level. Safe for use by any thread; no locks, and time is an argument.
 */
public final class RateGate {
    /*
     * State        arrival: the theoretical arrival time (TAT), when the bucket will be full again. arrival - now is
     *              the debt. Up to `tolerance` of debt a permit may be taken, which adds one interval.
     * Who changes  Any thread, by CAS in tryAcquire; nobody else.
     * Never        waits, reads a clock, gives back a permit, changes anything when it refuses.
     * Hot path     one read, one CAS. The CAS is the moment of the grant: it succeeds only on the value that the
     *              decision was made on, so the grants are a sequence, and each was right for its `now`.
     * Why it holds Bound: every grant adds an interval to max(arrival, since), and is made only if that is at most
     *              `tolerance` past now. So k grants in a row push arrival k intervals ahead of the first `now`.
     *              Progress: a thread that loses the CAS was overtaken by a grant, of which there are at most `burst`
     *              until it reads a refusal, unless time goes on.
     *              ABA: arrival never returns to an old value while it is ahead of now, since grants only add.
     *              Wrap: moments are compared by the sign of their difference; no two in use are 146 years apart.
     *              Checked by RateGateStressTest.
     */

    /**
     * How much lateness a {@link RateLimit.Charge#WHEN_DUE} permit makes good: 10 ms, ten times what a timer is
     * commonly late by. Whoever waited longer than that waited for something else, and crediting it would let a
     * backlog through in one burst.
     */
    public static final long FORGIVEN_NANOS = 10_000_000;

    /** Above this, rounding the interval to nanoseconds is off by less than 0.05 %. */
    private static final double COARSE_NANOS = 1_000;

    private final RateLimit limit;
    private final long wholeInterval;
    private final double fraction;
    private final long tolerance;
    private final AtomicLong arrival;

    public RateGate(RateLimit limit, long now) {
        this(limit, now, 0);
    }

    private RateGate(RateLimit limit, long now, long debt) {
        double interval = limit.intervalNanos();
        boolean coarse = interval >= COARSE_NANOS;
        this.limit = limit;
        this.wholeInterval = coarse ? Math.round(interval) : (long) interval;
        this.fraction = coarse ? 0 : interval - wholeInterval;
        this.tolerance = coarse ? (limit.burst() - 1) * wholeInterval : (long) ((limit.burst() - 1) * interval);
        this.arrival = new AtomicLong(now + debt);
    }

    /** Takes a permit if one is free now. */
    public boolean tryAcquire(long now) {
        return tryAcquire(now, now);
    }

    /**
     * Takes a permit if one is free now, for somebody who has waited for it since an earlier moment.
     *
     * @param since when the wait began; counts only with {@link RateLimit.Charge#WHEN_DUE}
     */
    public boolean tryAcquire(long now, long since) {
        if (limit.isNone()) {
            return true;
        }
        long charged = chargedFrom(now, since);
        while (true) {
            long seen = arrival.get();
            long base = later(seen, charged);
            if (base - now > tolerance) {
                return false;
            }
            if (arrival.compareAndSet(seen, base + interval(base))) {
                return true;
            }
        }
    }

    /**
     * Nanoseconds until a permit is free for one more after {@code pending} others, who have not been charged yet but
     * will be as soon as their turn comes; 0 if there is one now.
     */
    public long waitNanos(long now, int pending) {
        if (limit.isNone()) {
            return 0;
        }
        double others = Math.ceil(pending * (wholeInterval + fraction));
        double wait = later(arrival.get(), now) - now - tolerance + others;
        return Math.max(0, (long) wait); // a double beyond the longs becomes Long.MAX_VALUE
    }

    /**
     * The part of the burst that is used up and has not come back yet, 0 to 1: with a burst of 1, how much of the gap to the
     * next permit is still to come. At 1 there is no permit.
     */
    public double used(long now) {
        if (limit.isNone()) {
            return 0;
        }
        double debt = Math.max(0, arrival.get() - now);
        return Math.min(1, debt / (limit.burst() * limit.intervalNanos()));
    }

    /**
     * A gate with another limit for the same endpoint, which keeps what is owed: a permit that this gate still waits
     * for is waited for at the new rate. Somebody who was refused is not let in by a change that leaves the rate as it
     * is. Permits taken from this gate afterwards are unknown to the new one.
     */
    public RateGate withLimit(RateLimit newLimit, long now) {
        if (limit.isNone() || newLimit.isNone()) {
            return new RateGate(newLimit, now);
        }
        double debt = Math.max(0, arrival.get() - now);
        double permits = debt / (wholeInterval + fraction);
        double kept = Math.min(permits * newLimit.intervalNanos(), RateLimit.LONGEST_NANOS);
        return new RateGate(newLimit, now, Math.round(kept));
    }

    public RateLimit limit() {
        return limit;
    }

    private long chargedFrom(long now, long since) {
        return limit.charge() == RateLimit.Charge.AT_GRANT
                ? now
                : later(since - now > 0 ? now : since, now - FORGIVEN_NANOS);
    }

    /**
     * The interval in whole nanoseconds. Where that is too coarse, it is rounded up or down by chance, up in
     * proportion to the fraction, so that it is right on average without a second variable. The chance is a hash of
     * the moment charged, which makes a given run repeatable.
     */
    private long interval(long base) {
        if (fraction == 0) {
            return wholeInterval;
        }
        long mixed = (base ^ (base >>> 31)) * 0x9E3779B97F4A7C15L; // 2^64 over the golden ratio
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L; // the multiplier of SplitMix64
        double chance = (mixed >>> 11) * 0x1.0p-53;
        return chance < fraction ? wholeInterval + 1 : wholeInterval;
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    @Override
    public String toString() {
        return "RateGate[" + limit + "]";
    }
}
