// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static dev.hawser.tcp.RedisServer.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.Backoff;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LifetimeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that nobody here wrote. */
class RedisIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private RedisServer redis;

    @BeforeEach
    void start() throws Exception {
        RedisServer.assumeInstalled();
        redis = new RedisServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void commandsOverLeasesAreAnswered() throws Exception {
        try (ConnectionPool<TcpConnection> pool = pool().build();
                Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
            assertThat(ask(lease.connection(), "PING")).isEqualTo("PONG");
            assertThat(ask(lease.connection(), "SET boat moored")).isEqualTo("OK");
            assertThat(ask(lease.connection(), "GET boat")).isEqualTo("moored");
        }
    }

    @Test
    void manyThreadsShareFewConnectionsAndEachGetsItsOwnAnswers() throws Exception {
        try (ConnectionPool<TcpConnection> pool =
                pool().maxConnectionsPerEndpoint(4).build()) {
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                int me = caller;
                callers.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 200; i++) {
                        assertThat(once(pool, "ECHO " + me + "/" + i)).isEqualTo(me + "/" + i);
                    }
                }));
            }
            CompletableFuture.allOf(callers.toArray(new CompletableFuture<?>[0]))
                    .get(60, TimeUnit.SECONDS);

            String clients = once(pool, "INFO clients");
            assertThat(clients.lines()
                            .filter(line -> line.startsWith("connected_clients:"))
                            .findFirst())
                    .hasValueSatisfying(line -> assertThat(Integer.parseInt(line.substring(line.indexOf(':') + 1)))
                            .isLessThanOrEqualTo(4));
        }
    }

    @Test
    void aConnectionThatRedisClosedWhileIdleIsNotHandedOut() throws Exception {
        Queue<PoolEvent> events = new ConcurrentLinkedQueue<>();
        try (ConnectionPool<TcpConnection> pool = pool().listener(events::add).build()) {
            try (Lease<TcpConnection> victim = pool.acquire(PATIENCE);
                    Lease<TcpConnection> killer = pool.acquire(PATIENCE)) {
                String id = ask(victim.connection(), "CLIENT ID");
                victim.close();
                assertThat(ask(killer.connection(), "CLIENT KILL ID " + id)).isEqualTo("1");
            }

            for (int i = 0; i < 4; i++) {
                assertThat(once(pool, "PING")).isEqualTo("PONG");
            }
            assertThat(events)
                    .filteredOn(PoolEvent.LeaseMisused.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void afterKillAndRestartThePoolIsUsableAgain() throws Exception {
        try (ConnectionPool<TcpConnection> pool = pool().build()) {
            assertThat(once(pool, "PING")).isEqualTo("PONG");
            redis.kill();
            await().until(() -> !works(pool));

            redis.start();

            await().atMost(5, TimeUnit.SECONDS).until(() -> works(pool));
        }
    }

    @Test
    void aProbeByPingKeepsTheStreamInStep() throws Exception {
        TcpOptions probing = TcpOptions.plaintext()
                .withProbe(connection -> assertThat(ask(connection, "PING")).isEqualTo("PONG"), PATIENCE);
        try (ConnectionPool<TcpConnection> pool =
                configured(TcpPool.to(redis.target(), probing)).build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(once(pool, "ECHO " + i)).isEqualTo(Integer.toString(i));
            }
            assertThat(pool.snapshot().endpoints().get(0).opened()).isEqualTo(1);
        }
    }

    private ConnectionPoolBuilder<TcpConnection> pool() {
        return configured(TcpPool.to(redis.target(), TcpOptions.plaintext().withReadTimeout(PATIENCE)));
    }

    /** Each connection is looked at before it is used. */
    private static ConnectionPoolBuilder<TcpConnection> configured(ConnectionPoolBuilder<TcpConnection> builder) {
        return builder.lifetime(LifetimeOptions.defaults().withValidateAfter(Duration.ZERO))
                .reconnectBackoff(Backoff.constant(Duration.ofMillis(50)));
    }

    private static String once(ConnectionPool<TcpConnection> pool, String command) {
        try (Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
            return ask(lease.connection(), command);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean works(ConnectionPool<TcpConnection> pool) throws InterruptedException {
        try (Lease<TcpConnection> lease = pool.acquire(Duration.ofMillis(100))) {
            return ask(lease.connection(), "PING").equals("PONG");
        } catch (IOException | PoolExhaustedException e) {
            return false;
        }
    }
}
