// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import dev.hawser.balance.Balancers;
import dev.hawser.client.ConnectionPool;
import dev.hawser.console.Console;
import dev.hawser.failover.Backoff;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Three real servers, a real pool that is used all the time, and the real console. */
final class LiveFleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long PAUSE_MS = 10;

    private final List<LineServer> servers =
            Stream.generate(LineServer::new).limit(3).toList();
    private final Console console;
    private final ConnectionPool<TcpConnection> pool;
    private final ScheduledExecutorService callers = Executors.newScheduledThreadPool(2);

    private LiveFleet(boolean actions) {
        console = Console.builder().port(0).actions(actions).start();
        String target = servers.stream().map(LineServer::address).collect(Collectors.joining(",", "static:", ""));
        pool = TcpPool.to(target)
                .name("kv")
                .balancer(Balancers.weightedRoundRobin())
                .maxConnectionsPerEndpoint(4)
                .reconnectBackoff(Backoff.EAGER_CONNECT)
                .listener(console)
                .build();
        console.watch(pool);
        for (int i = 0; i < 2; i++) {
            callers.scheduleWithFixedDelay(this::call, 0, PAUSE_MS, TimeUnit.MILLISECONDS);
        }
    }

    static LiveFleet start(boolean actions) {
        return new LiveFleet(actions);
    }

    private void call() {
        try (Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
            lease.connection().outputStream().write('x');
            if (lease.connection().inputStream().read() != 'x') {
                throw new IllegalStateException("no answer");
            }
        } catch (Exception failed) {
            // that is what the page is to show
        }
    }

    LineServer server(int index) {
        return servers.get(index);
    }

    URI uri() {
        return console.uri();
    }

    @Override
    public void close() {
        callers.shutdownNow();
        pool.close();
        console.close();
        servers.forEach(LineServer::close);
    }
}
