// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.balance.Balancers;
import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.failover.Backoff;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.IdleOrder;
import dev.hawser.pool.PoolOptions;
import java.time.Duration;

/**
 * The front door to exclusive leases of TCP connections.
 *
 * <p>Each method starts the description of a pool; the pool's threads are its own and end with it. The connect timeout
 * of the pool is a moment longer than that of the {@link TcpOptions}, unless the description is given other {@link PoolOptions}.
 *
 * <pre>{@code
 * try (ConnectionPool<TcpConnection> pool = TcpPool.to("static:10.0.0.1:7001,10.0.0.2:7001").build();
 *         Lease<TcpConnection> lease = pool.acquire(Duration.ofSeconds(1))) {
 *     lease.connection().outputStream().write(request);
 * }
 * }</pre>
 */
public final class TcpPool {

    /** Of the rate-limited preset: each endpoint is used at most this often in a second, evenly spaced. */
    public static final double DEFAULT_RATE_PER_SECOND = 100;

    /** The pool gives an attempt up this much later than the transport, whose exception says more. */
    private static final Duration BACKSTOP = Duration.ofMillis(250);

    private TcpPool() {}

    /** Plaintext connections to what the target names; {@link #to(String, TcpOptions)} with TLS. */
    public static ConnectionPoolBuilder<TcpConnection> to(String target) {
        return to(target, TcpOptions.plaintext());
    }

    /** Connections to what the target names, such as {@code static:10.0.0.1:7001,10.0.0.2:7001}. */
    public static ConnectionPoolBuilder<TcpConnection> to(String target, TcpOptions options) {
        return to(Targets.parse(target), options);
    }

    /** Connections to what discovery finds. */
    public static ConnectionPoolBuilder<TcpConnection> to(Discovery discovery, TcpOptions options) {
        return ConnectionPool.builder(discovery, TcpTransport.of(options))
                .pool(PoolOptions.defaults()
                        .withConnectTimeout(options.connectTimeout().plus(BACKSTOP)));
    }

    /**
     * One connection per endpoint, each endpoint at most 100 times a second with equal gaps, the connection returned
     * first is leased first, reconnecting after 100 ms and half as long again each time, up to 30 s, ±50 %.
     */
    public static ConnectionPoolBuilder<TcpConnection> rateLimited(String target) {
        return rateLimited(target, TcpOptions.plaintext());
    }

    /** Like {@link #rateLimited(String)}, with options for the connections. */
    public static ConnectionPoolBuilder<TcpConnection> rateLimited(String target, TcpOptions options) {
        return to(target, options)
                .maxConnectionsPerEndpoint(1)
                .idleOrder(IdleOrder.OLDEST_FIRST)
                .rateLimit(RateLimit.perSecond(DEFAULT_RATE_PER_SECOND))
                .reconnectBackoff(Backoff.EAGER_CONNECT);
    }

    /**
     * Endpoints in proportion to their weights, in the cycles of Linux' virtual server.
     *
     * @param maxConnectionsPerEndpoint at least 1
     */
    public static ConnectionPoolBuilder<TcpConnection> weighted(String target, int maxConnectionsPerEndpoint) {
        return weighted(target, maxConnectionsPerEndpoint, TcpOptions.plaintext());
    }

    /** Like {@link #weighted(String, int)}, with options for the connections. */
    public static ConnectionPoolBuilder<TcpConnection> weighted(
            String target, int maxConnectionsPerEndpoint, TcpOptions options) {
        return to(target, options)
                .maxConnectionsPerEndpoint(maxConnectionsPerEndpoint)
                .balancer(Balancers.lvsWeightedRoundRobin());
    }
}
