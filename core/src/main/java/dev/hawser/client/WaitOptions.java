// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import static java.util.Objects.requireNonNull;

import dev.hawser.event.PoolEvent;
import java.time.Duration;

/**
 * How callers wait for a lease.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param fairness whether a caller may overtake those who wait
 * @param maxWaiters the most callers that may wait beside those for whom a connection is being opened; one more is
 *     refused at once
 * @param whenDown whether to wait while every endpoint is down
 * @param connectPatience how long a caller counts on a connection being opened before another endpoint is tried beside
 *     it, like the connection attempt delay of RFC 8305
 * @param longWait who has waited at least this long for a lease is told of as {@link PoolEvent.LeaseWaited}
 */
public record WaitOptions(
        Fairness fairness, int maxWaiters, WhenDown whenDown, Duration connectPatience, Duration longWait) {

    public static final int DEFAULT_MAX_WAITERS = 10_000;

    /** The value that RFC 8305, section 5, recommends. */
    public static final Duration DEFAULT_CONNECT_PATIENCE = Duration.ofMillis(250);

    /** What people notice, and far more than a lease takes where there are enough connections. */
    public static final Duration DEFAULT_LONG_WAIT = Duration.ofMillis(100);

    public WaitOptions {
        requireNonNull(fairness, "fairness");
        requireNonNull(whenDown, "whenDown");
        if (maxWaiters < 0) {
            throw new IllegalArgumentException("maxWaiters: " + maxWaiters + " (expected: >= 0)");
        }
        if (connectPatience.isNegative() || connectPatience.isZero()) {
            throw new IllegalArgumentException("connectPatience: " + connectPatience + " (expected: > 0)");
        }
        if (longWait.isNegative()) {
            throw new IllegalArgumentException("longWait: " + longWait + " (expected: >= 0)");
        }
    }

    /** Fair, 10,000 waiters at most, waits for recovery, 250 ms of patience, 100 ms are a long wait. */
    public static WaitOptions defaults() {
        return new WaitOptions(
                Fairness.FAIR, DEFAULT_MAX_WAITERS, WhenDown.WAIT, DEFAULT_CONNECT_PATIENCE, DEFAULT_LONG_WAIT);
    }

    public WaitOptions withFairness(Fairness value) {
        return new WaitOptions(value, maxWaiters, whenDown, connectPatience, longWait);
    }

    public WaitOptions withMaxWaiters(int value) {
        return new WaitOptions(fairness, value, whenDown, connectPatience, longWait);
    }

    public WaitOptions withWhenDown(WhenDown value) {
        return new WaitOptions(fairness, maxWaiters, value, connectPatience, longWait);
    }

    public WaitOptions withConnectPatience(Duration value) {
        return new WaitOptions(fairness, maxWaiters, whenDown, value, longWait);
    }

    public WaitOptions withLongWait(Duration value) {
        return new WaitOptions(fairness, maxWaiters, whenDown, connectPatience, value);
    }

    /** Whether a caller may overtake those who wait. */
    public enum Fairness {
        /** No: waiters are served in order of arrival, and a returned connection is handed to the first of them. */
        FAIR,
        /**
         * Yes: a returned connection goes to whoever takes it first. More leases a second where they are held for next
         * to no time, and no bound on how long an unlucky caller waits.
         */
        UNFAIR
    }

    /** What a caller does while every endpoint is down. */
    public enum WhenDown {
        /** Waits, until its deadline, for the first endpoint to recover. */
        WAIT,
        /** Is refused at once and told the cause, while the pool probes in the background. */
        FAIL
    }
}
