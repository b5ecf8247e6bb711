// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How many connections one endpoint may have, and how they are opened and chosen.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param maxConnections the most connections to one endpoint, those being opened and closed included
 * @param minConnections opened in the background and kept open, 0 for none
 * @param maxConnecting the most connections being opened to one endpoint at the same time
 * @param idleOrder which idle connection is leased first
 * @param connectTimeout when to give an attempt up; the endpoint then counts as failed
 */
public record PoolOptions(
        int maxConnections, int minConnections, int maxConnecting, IdleOrder idleOrder, Duration connectTimeout) {

    public static final int DEFAULT_MAX_CONNECTIONS = 100;
    public static final int DEFAULT_MIN_CONNECTIONS = 0;

    /** MongoDB's CMAP specification: two at a time let a pool grow fast enough and never storm a server. */
    public static final int DEFAULT_MAX_CONNECTING = 2;

    public static final IdleOrder DEFAULT_IDLE_ORDER = IdleOrder.NEAREST;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    public PoolOptions {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections: " + maxConnections + " (expected: >= 1)");
        }
        if (minConnections < 0 || minConnections > maxConnections) {
            throw new IllegalArgumentException(
                    "minConnections: " + minConnections + " (expected: 0 to maxConnections = " + maxConnections + ")");
        }
        if (maxConnecting < 1) {
            throw new IllegalArgumentException("maxConnecting: " + maxConnecting + " (expected: >= 1)");
        }
        requireNonNull(idleOrder, "idleOrder");
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout: " + connectTimeout + " (expected: > 0)");
        }
    }

    public static PoolOptions defaults() {
        return new PoolOptions(
                DEFAULT_MAX_CONNECTIONS,
                DEFAULT_MIN_CONNECTIONS,
                DEFAULT_MAX_CONNECTING,
                DEFAULT_IDLE_ORDER,
                DEFAULT_CONNECT_TIMEOUT);
    }

    public PoolOptions withMaxConnections(int value) {
        return new PoolOptions(value, minConnections, maxConnecting, idleOrder, connectTimeout);
    }

    public PoolOptions withMinConnections(int value) {
        return new PoolOptions(maxConnections, value, maxConnecting, idleOrder, connectTimeout);
    }

    public PoolOptions withMaxConnecting(int value) {
        return new PoolOptions(maxConnections, minConnections, value, idleOrder, connectTimeout);
    }

    public PoolOptions withIdleOrder(IdleOrder value) {
        return new PoolOptions(maxConnections, minConnections, maxConnecting, value, connectTimeout);
    }

    public PoolOptions withConnectTimeout(Duration value) {
        return new PoolOptions(maxConnections, minConnections, maxConnecting, idleOrder, value);
    }
}
