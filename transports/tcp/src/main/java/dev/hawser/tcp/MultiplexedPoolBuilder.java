// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.util.Objects.requireNonNull;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.discovery.Discovery;
import dev.hawser.pool.PoolOptions;
import java.util.function.Consumer;

/** Describes a {@link MultiplexedPool}. Not safe for use by several threads; can build any number of pools. */
public final class MultiplexedPoolBuilder {

    /** One connection carries a great many requests; a few use several cores, and outlive the loss of one. */
    public static final int DEFAULT_MAX_CONNECTIONS = 4;

    private final Discovery discovery;
    private final Framing framing;
    private TcpOptions tcp = TcpOptions.plaintext();
    private MultiplexOptions requests = MultiplexOptions.defaults();
    private Consumer<ConnectionPoolBuilder<MultiplexedConnection>> connections = pool -> {};

    MultiplexedPoolBuilder(Discovery discovery, Framing framing) {
        this.discovery = requireNonNull(discovery, "discovery");
        this.framing = requireNonNull(framing, "framing");
    }

    /** How connections are made; plaintext by default. */
    public MultiplexedPoolBuilder tcp(TcpOptions value) {
        tcp = requireNonNull(value, "tcp");
        return this;
    }

    /** How requests share a connection. */
    public MultiplexedPoolBuilder requests(MultiplexOptions value) {
        requests = requireNonNull(value, "requests");
        return this;
    }

    /**
     * Everything else about the pool of connections: name, balancer, limits, life times, listener. Called by
     * {@link #build()}; several can be given. By default {@value #DEFAULT_MAX_CONNECTIONS} connections per endpoint.
     */
    public MultiplexedPoolBuilder connections(Consumer<ConnectionPoolBuilder<MultiplexedConnection>> value) {
        connections = connections.andThen(requireNonNull(value, "connections"));
        return this;
    }

    /** Builds the pool and starts discovery. Connections are opened when they are needed. */
    public MultiplexedPool build() {
        MultiplexedTransport transport = new MultiplexedTransport(TcpTransport.of(tcp), framing, requests);
        ConnectionPoolBuilder<MultiplexedConnection> builder = ConnectionPool.builder(discovery, transport)
                .pool(PoolOptions.defaults()
                        .withMaxConnections(DEFAULT_MAX_CONNECTIONS)
                        .withConnectTimeout(tcp.connectTimeout()));
        connections.accept(builder);
        return new MultiplexedPool(builder.build(), transport);
    }
}
