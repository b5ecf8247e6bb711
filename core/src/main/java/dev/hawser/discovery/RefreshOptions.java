// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * How often a source that can't tell us of changes is asked again.
 *
 * <p>After a good answer: {@code period}, or sooner if the answer holds for less. After the n-th failure or empty answer in a row:
 * {@code firstRetry} × 2<sup>n-1</sup>, at most {@code period}. Each delay is stretched by a random 0 to 20 %, so
 * that clients started together drift apart. It is never shortened: an answer is asked for again only when caches
 * of that lifetime on the way have let go of it.
 *
 * @param period 1 ms to 1 day
 * @param firstRetry 1 ms to {@code period}
 * @param random source of the jitter; shared by all watches, so it must be safe for use by several threads
 */
public record RefreshOptions(Duration period, Duration firstRetry, RandomGenerator random) {

    /** Wide enough to spread clients within a few rounds, small enough that a period remains what it says. */
    static final double JITTER = 0.2;

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration DEFAULT_FIRST_RETRY = Duration.ofSeconds(1);

    public RefreshOptions {
        requireNonNull(random, "random");
        requireWithin("refresh", period, LONGEST);
        requireWithin("firstRetry", firstRetry, period);
    }

    private static void requireWithin(String field, Duration value, Duration longest) {
        requireNonNull(value, field);
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(longest) > 0) {
            String expected = Text.of(SHORTEST) + " to " + Text.of(longest);
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + expected + ")");
        }
    }

    /** Every {@code period}, and after a failure first in a second, or in a {@code period} that is shorter. */
    public static RefreshOptions every(Duration period) {
        requireNonNull(period, "refresh");
        Duration firstRetry = period.compareTo(DEFAULT_FIRST_RETRY) < 0 ? period : DEFAULT_FIRST_RETRY;
        return new RefreshOptions(period, firstRetry, new Random());
    }

    public RefreshOptions withFirstRetry(Duration value) {
        return new RefreshOptions(period, value, random);
    }

    /** A seeded one makes runs repeatable. */
    public RefreshOptions withRandom(RandomGenerator value) {
        return new RefreshOptions(period, firstRetry, value);
    }

    /**
     * Until the next question, after so many failures in a row.
     *
     * @param lifetime how long the last good answer holds
     */
    long delayNanos(int failures, Optional<Duration> lifetime) {
        Duration good = lifetime.filter(each -> each.compareTo(period) < 0).orElse(period);
        double plain = failures == 0
                ? good.toNanos()
                : Math.min(firstRetry.toNanos() * Math.pow(2, failures - 1), period.toNanos());
        return (long) (plain * (1 + JITTER * random.nextDouble()));
    }
}
