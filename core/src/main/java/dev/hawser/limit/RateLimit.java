// SPDX-License-Identifier: Apache-2.0
package dev.hawser.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;

/**
 * How often one endpoint may be used: a steady rate, and how much of it may come at once.
 *
 * <p>{@code RateLimit.perSecond(100)} is a minimum gap of 10 ms between two uses. {@code
 * RateLimit.perSecond(100).withBurst(20).withCharge(Charge.WHEN_DUE)} is a token bucket of 20: in any span of x seconds
 * at most 20 + 100x uses. A limit holds for one client process and one endpoint; what others do isn't known here.
 *
 * @param intervalNanos between two permits on average, in nanoseconds; 0 means without limit
 * @param burst permits that may be taken at once after a pause; 1 spaces all of them out
 * @param charge which moment a permit is charged to, when whoever waited for it comes late
 */
public record RateLimit(double intervalNanos, int burst, Charge charge) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Clocks here count nanoseconds: at this rate there is one permit for each. */
    private static final double MAX_PER_SECOND = 1e9;

    /** Ten years in nanoseconds: sums of a clock reading and a few of these can be told apart by subtraction. */
    static final double LONGEST_NANOS = 10 * 365 * 86_400 * NANOS_PER_SECOND;

    /** Which moment a permit is charged to. With wake-ups on time, both come to the same. */
    public enum Charge {
        /**
         * The moment at which the permit is taken. Two permits are never closer than the interval (burst 1), and each
         * late wake-up costs that much of the rate: it falls to T / (T + mean lateness).
         */
        AT_GRANT,

        /**
         * The moment at which the permit was due to the one who waits for it. The rate is met in full though timers
         * are late, and two permits may come closer than the interval by as much as the timer was late.
         */
        WHEN_DUE
    }

    public RateLimit {
        requireNonNull(charge, "charge");
        if (!(intervalNanos == 0 || intervalNanos >= NANOS_PER_SECOND / MAX_PER_SECOND)) {
            throw new IllegalArgumentException("intervalNanos: " + intervalNanos + " (expected: 0 or >= 1)");
        }
        if (burst < 1) {
            throw new IllegalArgumentException("burst: " + burst + " (expected: >= 1)");
        }
        if (!(intervalNanos * burst <= LONGEST_NANOS)) {
            throw new IllegalArgumentException("intervalNanos: " + intervalNanos + " (expected: a burst of " + burst
                    + " refills within ten years)");
        }
    }

    /** As often as one likes. */
    public static RateLimit none() {
        return new RateLimit(0, 1, Charge.AT_GRANT);
    }

    /** One permit every {@code 1/rate} seconds, no burst, charged at the grant: a minimum gap. */
    public static RateLimit perSecond(double rate) {
        if (!(rate > 0 && rate <= MAX_PER_SECOND)) {
            throw new IllegalArgumentException("rate: " + rate + " per second (expected: > 0 and <= 1e9)");
        }
        return new RateLimit(NANOS_PER_SECOND / rate, 1, Charge.AT_GRANT);
    }

    /** {@code permits} in every {@code period}, evenly spaced: {@code per(100, ofMinutes(1))} is one each 600 ms. */
    public static RateLimit per(int permits, Duration period) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits: " + permits + " (expected: >= 1)");
        }
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period: " + period + " (expected: > PT0S)");
        }
        double nanos = period.getSeconds() * NANOS_PER_SECOND + period.getNano();
        if (nanos < permits) {
            throw new IllegalArgumentException(
                    "permits: " + permits + " per " + period + " (expected: at most 1e9 per second)");
        }
        return new RateLimit(nanos / permits, 1, Charge.AT_GRANT);
    }

    public RateLimit withBurst(int newBurst) {
        return new RateLimit(intervalNanos, newBurst, charge);
    }

    public RateLimit withCharge(Charge newCharge) {
        return new RateLimit(intervalNanos, burst, newCharge);
    }

    public boolean isNone() {
        return intervalNanos == 0;
    }

    @Override
    public String toString() {
        return isNone()
                ? "unlimited"
                : String.format(
                        Locale.ROOT,
                        "%.6g/s, burst %d, charged %s",
                        NANOS_PER_SECOND / intervalNanos,
                        burst,
                        charge == Charge.AT_GRANT ? "at the grant" : "when due");
    }
}
