// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.traffic;

import dev.hawser.balance.Balancers;
import dev.hawser.cli.show.Showcase;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.discovery.Discovery;
import dev.hawser.event.PoolListener;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.LengthFieldFraming;
import dev.hawser.tcp.LengthFieldOptions;
import dev.hawser.tcp.MultiplexOptions;
import dev.hawser.tcp.MultiplexedConnection;
import dev.hawser.tcp.MultiplexedPool;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.time.Time;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Requests that share connections: one is leased for the moment of sending only, and its answers come when they are
 * ready, in any order.
 *
 * <p>Leases by hand what {@link MultiplexedPool#send} leases by itself, because the demo wants to know who answers.
 */
public final class MultiplexedDoor implements Door {

    static final String NAME = "multiplexed";

    /** One would do; with two, a lost connection takes half of the requests in flight along instead of all. */
    static final int MAX_CONNECTIONS = 2;

    private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

    private final MultiplexedPool pool;
    private final Time time;

    public MultiplexedDoor(Discovery discovery, PoolListener listener, Time time) {
        this.time = time;
        pool = MultiplexedPool.to(discovery, new LengthFieldFraming(LengthFieldOptions.defaults()))
                .tcp(TcpOptions.plaintext().withConnectTimeout(CONNECT_TIMEOUT))
                .requests(MultiplexOptions.defaults()
                        .withRequestTimeout(REQUEST_TIMEOUT)
                        .withDrainTimeout(DRAIN_TIMEOUT))
                .connections(connections -> connections
                        .name(NAME)
                        .balancer(Balancers.weightedRoundRobin())
                        .maxConnectionsPerEndpoint(MAX_CONNECTIONS)
                        .reconnectBackoff(ExclusiveDoor.BACKOFF)
                        .listener(listener))
                .build();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "many requests in flight on shared connections, leased only to send";
    }

    @Override
    public void request(Outcomes outcomes) throws InterruptedException {
        try (Lease<MultiplexedConnection> lease = pool.connections().acquire(LEASE_TIMEOUT)) {
            var server = lease.endpoint().address();
            long sent = time.nanoTime();
            ByteBuffer body = ByteBuffer.wrap("many lines".getBytes(StandardCharsets.US_ASCII));
            var ignored = lease.connection().send(body).whenComplete((frame, failure) -> {
                if (failure == null) {
                    outcomes.answered(server, time.nanoTime() - sent);
                } else {
                    outcomes.failed(server, failure);
                }
            });
        } catch (PoolExhaustedException | PoolClosedException e) {
            outcomes.refused(e);
        }
    }

    @Override
    public List<Standing> servers() {
        return pool.connections().snapshot().endpoints().stream()
                .map(Standing::of)
                .toList();
    }

    @Override
    public void showIn(Showcase showcase) {
        showcase.watch(pool.connections());
    }

    @Override
    public void close() {
        pool.close(DRAIN_TIMEOUT);
    }
}
