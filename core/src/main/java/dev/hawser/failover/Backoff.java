// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after the n-th failure in a row: {@code initial * multiplier^(n-1)}, at most {@code max}, and then
 * the {@link Jitter}.
 *
 * <p>The jitter comes last, as in gRFC A6, so that delays stay spread when they have reached {@code max}: with a
 * {@linkplain Jitter#proportional proportional} one the longest delay is {@code max * (1 + spread)}. With the other
 * kinds {@code max} is the longest.
 *
 * <p>Without state: the caller counts its failures, and a success makes the count 0. Any count is fine, also one that
 * the power of the multiplier cannot express.
 *
 * @param initial the delay after the first failure; zero means "at once", always
 * @param multiplier how much longer each delay is than the one before; 1 keeps it constant
 * @param max where the growth ends
 * @param jitter how chance is mixed in
 */
public record Backoff(Duration initial, double multiplier, Duration max, Jitter jitter) {

    /** The longest delay accepted, so that no sum of a clock reading and a delay overflows. */
    private static final Duration LONGEST = Duration.ofDays(365);

    /** For connecting: 1 s, x 1.6, up to 120 s, +-20 %, as in gRPC's connection backoff protocol. */
    public static final Backoff CONNECT =
            exponential(Duration.ofSeconds(1), 1.6, Duration.ofSeconds(120)).withJitter(Jitter.proportional(0.2));

    /**
     * For connecting where the servers are few and a caller is waiting for one, as in a rate-limited pool of leased
     * connections: 100 ms, x 1.5, up to 30 s, +-50 %.
     */
    public static final Backoff EAGER_CONNECT =
            exponential(Duration.ofMillis(100), 1.5, Duration.ofSeconds(30)).withJitter(Jitter.proportional(0.5));

    public Backoff {
        requireNonNull(jitter, "jitter");
        if (initial.isNegative() || initial.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("initial: " + initial + " (expected: PT0S to " + LONGEST + ")");
        }
        if (!(multiplier >= 1 && multiplier <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("multiplier: " + multiplier + " (expected: >= 1)");
        }
        if (max.compareTo(initial) < 0 || max.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "max: " + max + " (expected: " + initial + ", which is initial, to " + LONGEST + ")");
        }
    }

    /** In words. */
    @Override
    public String toString() {
        return Text.of(initial) + " x " + multiplier + " up to " + Text.of(max) + ", " + jitter;
    }

    /** Growing from {@code initial} to {@code max}, without jitter. */
    public static Backoff exponential(Duration initial, double multiplier, Duration max) {
        return new Backoff(initial, multiplier, max, Jitter.none());
    }

    /** The same delay each time, without jitter. */
    public static Backoff constant(Duration delay) {
        return new Backoff(delay, 1, delay, Jitter.none());
    }

    public Backoff withJitter(Jitter newJitter) {
        return new Backoff(initial, multiplier, max, newJitter);
    }

    /**
     * The delay after {@code failures} failures in a row; 0 after none, since nothing speaks against trying.
     *
     * @throws IllegalArgumentException if {@code failures} is negative
     */
    public long delayNanos(int failures, RandomGenerator random) {
        if (failures < 0) {
            throw new IllegalArgumentException("failures: " + failures + " (expected: >= 0)");
        }
        if (failures == 0 || initial.isZero()) {
            return 0; // a zero that grows is still a zero, though not to floating point when the power is infinite
        }
        double planned = Math.min(initial.toNanos() * Math.pow(multiplier, failures - 1), max.toNanos());
        return jitter.apply(planned, random);
    }
}
