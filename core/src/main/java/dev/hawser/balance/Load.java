// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import static java.util.Objects.requireNonNull;

import dev.hawser.time.Time;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How busy this client keeps one endpoint, and how well it answers. It lives as long as the endpoint is known, across
 * updates of the list, so nothing learned is lost.
 *
 * <p>Three things are kept: the attempts in flight, a decaying mean of how long successes took, and the time of the
 * latest failure. A failure weighs like ten attempts in flight and fades within 15 s: an endpoint that fails fast has
 * little in flight and would look like the best. It never weighs more, however many failures there were, or an endpoint
 * that recovered would not be tried again. It is forgotten when the endpoint is {@linkplain #reached connected anew}. An
 * endpoint never heard of counts as the fastest, which draws a first request to it, but no second one while others have
 * as little in flight.
 *
 * <p>Each attempt is one {@link #started()} and then one of {@link #succeeded}, {@link #failed} and {@link #cancelled}.
 * More endings than beginnings are a mistake of the caller's; the count stays at 0 then. Streams should end here at their
 * first message, since their whole life says nothing about the endpoint's speed.
 *
 * <p>Safe for use by any thread; readers never wait for writers.
 */
public final class Load {
    /*
     * State        inFlight >= 0. latencyKey: bits of ln(mean) + t/TAU, where t is the time of the latest sample; minus
     *              infinity before the first. failedAt: time of the latest failure, or NEVER.
     * Who changes  Any thread that ends an attempt, by CAS; failedAt by a plain volatile write, as does who has connected:
     *              the latest wins.
     * Never        waits; reads a clock unless a failure is remembered, on the reading side.
     * Hot path     reading: one volatile read each. Ending: one CAS for the count, one for the key.
     * Why it holds Means decay alike, mean * e^-((now - t)/TAU), so their order doesn't change as time passes: comparing
     *              ln(mean) + t/TAU compares the decayed means, at any moment, without a clock or an exp. And the mean
     *              at any moment comes back out of the key, so mean and time can't be torn apart: they are one number.
     *              A sample that loses its CAS is computed anew from the value that won.
     *              The three are changed one after another; a reader between two sees what it could have seen anyway.
     *
     * The surcharge of a failure is 10 F, where F falls by e each 5 s, grows by 1 for each failure and is capped at 1:
     * so it is 1 after any failure, and the time of the latest tells all.
     */

    /** The share of the newest sample in the mean. */
    private static final double ALPHA = 0.3;

    /** In which the mean falls by e: in nanoseconds, 10 s. */
    private static final double TAU = 10e9;

    /** What a failure adds to the load. */
    private static final double FAILURE_WEIGHT = 10;

    /** In which that falls by e: in nanoseconds, 5 s. */
    private static final double FAILURE_TAU = 5e9;

    /** After which it rounds to nothing: 5 s * ln(10 / 0.5). */
    private static final long FORGOTTEN = (long) (FAILURE_TAU * Math.log(FAILURE_WEIGHT / 0.5));

    private static final long NEVER = Long.MIN_VALUE;

    /** How far keys move while the clock goes round once. */
    private static final double WRAP = 0x1p64 / TAU;

    /** The logarithm of the longest latency there can be, 2^63 ns: a clock that lags can't make one that overflows. */
    private static final double MAX_LN = 63 * Math.log(2);

    private final Time time;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong latencyKey = new AtomicLong(Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY));
    private final AtomicLong failedAt = new AtomicLong(NEVER);

    /** @param time the clock that the other methods' {@code now} are read from; tells how long ago a failure was */
    public Load(Time time) {
        this.time = requireNonNull(time, "time");
    }

    /** Attempts that began and have not ended. */
    public int inFlight() {
        return inFlight.get();
    }

    public void started() {
        inFlight.incrementAndGet();
    }

    /**
     * An attempt ended well.
     *
     * @param elapsedNanos how long it took
     */
    public void succeeded(long elapsedNanos, long now) {
        ended();
        sample(elapsedNanos, now, false);
        long failed = failedAt.get();
        if (failed != NEVER && now - failed >= FORGOTTEN) {
            failedAt.compareAndSet(failed, NEVER); // so that readers need no clock any more
        }
    }

    /** An attempt failed by the endpoint's fault. How long it took says nothing about how fast the endpoint answers. */
    public void failed(long now) {
        ended();
        failedAt.set(now == NEVER ? now + 1 : now);
    }

    /**
     * There was no connection to the endpoint, and there is one again: whatever failed before may have been the way there, or
     * a process that is no more. A failure that was remembered is forgotten.
     */
    public void reached() {
        failedAt.set(NEVER);
    }

    /**
     * An attempt was given up by the caller. Not the endpoint's fault; but it took at least so long, and if that is
     * longer than expected, it counts as the sample that it would have become.
     */
    public void cancelled(long elapsedNanos, long now) {
        ended();
        sample(elapsedNanos, now, true);
    }

    /** What is in flight and the surcharge of a recent failure. */
    int level() {
        long failed = failedAt.get();
        return failed == NEVER ? inFlight.get() : inFlight.get() + surcharge(time.nanoTime() - failed);
    }

    /** Compare with {@link #isFaster}; has no meaning of its own. */
    double latencyKey() {
        return Double.longBitsToDouble(latencyKey.get());
    }

    /** Whether the mean latency behind one key is less than that behind the other. Equal, and unknown, ones are not. */
    static boolean isFaster(double key, double other) {
        return unwrapped(key - other) < 0; // NaN if both are unknown, and NaN < 0 is false
    }

    /** The decayed mean in nanoseconds, 0 before the first sample. */
    double latencyNanos(long now) {
        return latencyAt(now, latencyKey());
    }

    private void ended() {
        int seen = inFlight.get();
        while (seen > 0 && !inFlight.compareAndSet(seen, seen - 1)) {
            seen = inFlight.get();
        }
    }

    private void sample(long elapsedNanos, long now, boolean onlyIfLonger) {
        double elapsed = Math.max(1, elapsedNanos);
        while (true) {
            long seen = latencyKey.get();
            double key = Double.longBitsToDouble(seen);
            double mean = latencyAt(now, key);
            if (onlyIfLonger && elapsed <= mean) {
                return;
            }
            double next = key == Double.NEGATIVE_INFINITY ? elapsed : mean + ALPHA * (elapsed - mean);
            if (latencyKey.compareAndSet(seen, Double.doubleToRawLongBits(Math.log(next) + now / TAU))) {
                return;
            }
        }
    }

    private static double latencyAt(long now, double key) {
        return Math.exp(Math.min(unwrapped(key - now / TAU), MAX_LN));
    }

    /** A difference of keys, made right if the clock went round between the two; infinities stay. */
    private static double unwrapped(double difference) {
        return Math.abs(difference) > WRAP / 2 ? difference - Math.copySign(WRAP, difference) : difference;
    }

    private static int surcharge(long sinceFailure) {
        if (sinceFailure >= FORGOTTEN) {
            return 0;
        }
        return (int) Math.round(FAILURE_WEIGHT * Math.exp(-Math.max(0, sinceFailure) / FAILURE_TAU));
    }

    @Override
    public String toString() {
        return inFlight() + " in flight";
    }
}
