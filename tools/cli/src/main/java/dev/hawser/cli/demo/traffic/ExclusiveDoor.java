// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.traffic;

import dev.hawser.balance.Balancers;
import dev.hawser.cli.show.Showcase;
import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.discovery.Discovery;
import dev.hawser.event.PoolListener;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import dev.hawser.time.Time;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Requests that have a connection to themselves while they last. */
public final class ExclusiveDoor implements Door {

    static final String NAME = "exclusive";
    static final int MAX_CONNECTIONS = 8;

    private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final byte[] PAYLOAD = "moored!!".getBytes(StandardCharsets.US_ASCII);

    /** Much quicker than the default, which spares real servers: half a minute is all the time a demo has. */
    static final Backoff BACKOFF = Backoff.exponential(Duration.ofMillis(200), 1.6, Duration.ofSeconds(2))
            .withJitter(Jitter.proportional(0.2));

    private final AtomicLong ids = new AtomicLong();
    private final ConnectionPool<TcpConnection> pool;
    private final Time time;

    public ExclusiveDoor(Discovery discovery, PoolListener listener, Time time) {
        this.time = time;
        TcpOptions options =
                TcpOptions.plaintext().withConnectTimeout(CONNECT_TIMEOUT).withReadTimeout(READ_TIMEOUT);
        pool = TcpPool.to(discovery, options)
                .name(NAME)
                .balancer(Balancers.weightedRoundRobin())
                .maxConnectionsPerEndpoint(MAX_CONNECTIONS)
                .reconnectBackoff(BACKOFF)
                .listener(listener)
                .build();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "one request at a time on a leased connection, weighted round robin";
    }

    @Override
    public void request(Outcomes outcomes) throws InterruptedException {
        try (Lease<TcpConnection> lease = pool.acquire(LEASE_TIMEOUT)) {
            var server = lease.endpoint().address();
            long sent = time.nanoTime();
            try {
                exchange(lease.connection(), ids.incrementAndGet());
                outcomes.answered(server, time.nanoTime() - sent);
            } catch (IOException e) {
                // The connection has noticed by itself; closing the lease closes it.
                outcomes.failed(server, e);
            }
        } catch (PoolExhaustedException | PoolClosedException e) {
            outcomes.refused(e);
        }
    }

    private static void exchange(TcpConnection connection, long id) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + PAYLOAD.length)
                .putInt(Long.BYTES + PAYLOAD.length)
                .putLong(id)
                .put(PAYLOAD);
        connection.outputStream().write(frame.array());
        byte[] echo = new byte[frame.capacity()];
        new DataInputStream(connection.inputStream()).readFully(echo);
        if (!Arrays.equals(frame.array(), echo)) {
            throw new IOException("not the answer to this request");
        }
    }

    @Override
    public List<Standing> servers() {
        return pool.snapshot().endpoints().stream().map(Standing::of).toList();
    }

    @Override
    public void showIn(Showcase showcase) {
        showcase.watch(pool);
    }

    @Override
    public void close() {
        pool.close(Duration.ofSeconds(1));
    }
}
