// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import java.time.Duration;
import java.util.Optional;

/**
 * How many connections an endpoint has, how many calls share one, and how long it lives.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param minConnections per endpoint, opened in the background; 0 connects when an endpoint's first turn comes
 * @param maxConnections per endpoint, those being opened included and those being drained not; one more for the moment in
 *     which one that is too old is being replaced, so that the calls meanwhile don't have one less
 * @param targetInFlight calls per connection above which one more is opened, while calls go on
 * @param maxInFlight calls per connection above which it gets no more: below the peer's own limit, where calls would
 *     queue out of sight
 * @param connectTimeout for one attempt to connect, greeting and priming included
 * @param idleGrace how long connections must have been more than enough before one of them is closed
 * @param maxAge a connection older than this, give or take a tenth, is replaced, one at a time per endpoint, and drained;
 *     absent never replaces it
 * @param drainTimeout how long calls on a connection that is being drained may go on before they are ended by force
 */
public record SharingOptions(
        int minConnections,
        int maxConnections,
        int targetInFlight,
        int maxInFlight,
        Duration connectTimeout,
        Duration idleGrace,
        Optional<Duration> maxAge,
        Duration drainTimeout) {

    /** So that no sum of a clock reading and one of these overflows. */
    private static final Duration LONGEST = Duration.ofDays(365);

    public static final int DEFAULT_MAX_CONNECTIONS = 10;
    public static final int DEFAULT_TARGET_IN_FLIGHT = 25;
    public static final int DEFAULT_MAX_IN_FLIGHT = 100;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_IDLE_GRACE = Duration.ofMinutes(1);
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofMinutes(10);

    public SharingOptions {
        if (minConnections < 0) {
            throw new IllegalArgumentException("minConnections: " + minConnections + " (expected: >= 0)");
        }
        if (maxConnections < Math.max(1, minConnections)) {
            throw new IllegalArgumentException("maxConnections: " + maxConnections + " (expected: >= "
                    + Math.max(1, minConnections) + ", which is minConnections or 1)");
        }
        if (targetInFlight < 1) {
            throw new IllegalArgumentException("targetInFlight: " + targetInFlight + " (expected: >= 1)");
        }
        if (maxInFlight < targetInFlight) {
            throw new IllegalArgumentException(
                    "maxInFlight: " + maxInFlight + " (expected: >= " + targetInFlight + ", which is targetInFlight)");
        }
        check("connectTimeout", connectTimeout, false);
        check("idleGrace", idleGrace, false);
        maxAge.ifPresent(age -> check("maxAge", age, false));
        check("drainTimeout", drainTimeout, true);
    }

    private static void check(String name, Duration value, boolean zeroAllowed) {
        if (value.isNegative() || (value.isZero() && !zeroAllowed) || value.compareTo(LONGEST) > 0) {
            String least = zeroAllowed ? ">= 0" : "> 0";
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + ", at most " + LONGEST + ")");
        }
    }

    /** Up to 10 connections, one more for each 25 calls, at most 100 calls on each; connects when needed. */
    public static SharingOptions defaults() {
        return new SharingOptions(
                0,
                DEFAULT_MAX_CONNECTIONS,
                DEFAULT_TARGET_IN_FLIGHT,
                DEFAULT_MAX_IN_FLIGHT,
                DEFAULT_CONNECT_TIMEOUT,
                DEFAULT_IDLE_GRACE,
                Optional.empty(),
                DEFAULT_DRAIN_TIMEOUT);
    }

    /** From {@code min} to {@code max} connections per endpoint. */
    public SharingOptions withConnections(int min, int max) {
        return new SharingOptions(
                min, max, targetInFlight, maxInFlight, connectTimeout, idleGrace, maxAge, drainTimeout);
    }

    /** One more connection above {@code target} calls on each, and never more than {@code max} on one. */
    public SharingOptions withInFlight(int target, int max) {
        return new SharingOptions(
                minConnections, maxConnections, target, max, connectTimeout, idleGrace, maxAge, drainTimeout);
    }

    public SharingOptions withConnectTimeout(Duration value) {
        return new SharingOptions(
                minConnections, maxConnections, targetInFlight, maxInFlight, value, idleGrace, maxAge, drainTimeout);
    }

    public SharingOptions withIdleGrace(Duration value) {
        return new SharingOptions(
                minConnections,
                maxConnections,
                targetInFlight,
                maxInFlight,
                connectTimeout,
                value,
                maxAge,
                drainTimeout);
    }

    public SharingOptions withMaxAge(Duration value) {
        return new SharingOptions(
                minConnections,
                maxConnections,
                targetInFlight,
                maxInFlight,
                connectTimeout,
                idleGrace,
                Optional.of(value),
                drainTimeout);
    }

    public SharingOptions withDrainTimeout(Duration value) {
        return new SharingOptions(
                minConnections, maxConnections, targetInFlight, maxInFlight, connectTimeout, idleGrace, maxAge, value);
    }
}
