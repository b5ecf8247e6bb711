// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import static java.util.Objects.requireNonNull;

import dev.hawser.call.Failure;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * When a failed call is tried again. One owner decides, {@link Retries}; transports below repeat only what they know
 * never left.
 *
 * <p>Make one from a constant or {@link #never} and the {@code with…} methods; the canonical constructor may gain
 * components.
 *
 * @param maxAttempts the first attempt included; 1 never tries again
 * @param backoff before the next attempt
 * @param overloadBackoff the same after {@link Failure.Kind#OVERLOADED}, slower
 * @param attemptTimeout how long one attempt may take; absent leaves it to the call's deadline
 * @param retried the kinds of failure after which another attempt may help
 * @param unsafe whether calls not declared idempotent are repeated after failures that don't prove that they had no effect
 */
public record RetryPolicy(
        int maxAttempts,
        Backoff backoff,
        Backoff overloadBackoff,
        Optional<Duration> attemptTimeout,
        Set<Failure.Kind> retried,
        boolean unsafe) {

    private static final Set<Failure.Kind> TRANSIENT = Set.copyOf(EnumSet.complementOf(EnumSet.of(Failure.Kind.FATAL)));

    /** 100 ms, x 2, up to 10 s, full jitter: what the MongoDB drivers' specification uses against overload (2026). */
    public static final Backoff OVERLOAD_BACKOFF = Backoff.exponential(
                    Duration.ofMillis(100), 2, Duration.ofSeconds(10))
            .withJitter(Jitter.full());

    /** Three attempts, full jitter from 50 ms to 2 s. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(
            3,
            Backoff.exponential(Duration.ofMillis(50), 2, Duration.ofSeconds(2)).withJitter(Jitter.full()),
            OVERLOAD_BACKOFF,
            Optional.empty(),
            TRANSIENT,
            false);

    /** For clusters: four attempts, 100 ms, x 2, up to 5 s, +-20 %. */
    public static final RetryPolicy CLUSTER = new RetryPolicy(
            4,
            Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(5))
                    .withJitter(Jitter.proportional(0.2)),
            OVERLOAD_BACKOFF,
            Optional.empty(),
            TRANSIENT,
            false);

    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts: " + maxAttempts + " (expected: >= 1)");
        }
        requireNonNull(backoff, "backoff");
        requireNonNull(overloadBackoff, "overloadBackoff");
        attemptTimeout.ifPresent(t -> {
            if (t.isNegative() || t.isZero()) {
                throw new IllegalArgumentException("attemptTimeout: " + t + " (expected: > 0, or absent for none)");
            }
        });
        retried = Set.copyOf(retried);
        if (retried.contains(Failure.Kind.FATAL)) {
            throw new IllegalArgumentException("retried: " + retried + " (expected: without FATAL)");
        }
    }

    /** One attempt. */
    public static RetryPolicy never() {
        return DEFAULT.withMaxAttempts(1);
    }

    public RetryPolicy withMaxAttempts(int value) {
        return new RetryPolicy(value, backoff, overloadBackoff, attemptTimeout, retried, unsafe);
    }

    public RetryPolicy withBackoff(Backoff value) {
        return new RetryPolicy(maxAttempts, value, overloadBackoff, attemptTimeout, retried, unsafe);
    }

    public RetryPolicy withOverloadBackoff(Backoff value) {
        return new RetryPolicy(maxAttempts, backoff, value, attemptTimeout, retried, unsafe);
    }

    public RetryPolicy withAttemptTimeout(Duration value) {
        return new RetryPolicy(maxAttempts, backoff, overloadBackoff, Optional.of(value), retried, unsafe);
    }

    public RetryPolicy withRetried(Set<Failure.Kind> value) {
        return new RetryPolicy(maxAttempts, backoff, overloadBackoff, attemptTimeout, value, unsafe);
    }

    /** Repeats calls whether they are idempotent or not: a call may then run more than once. */
    public RetryPolicy withUnsafe(boolean value) {
        return new RetryPolicy(maxAttempts, backoff, overloadBackoff, attemptTimeout, retried, value);
    }
}
