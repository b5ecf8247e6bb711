// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static dev.hawser.tcp.TcpTransportTest.exchange;
import static dev.hawser.tcp.TcpTransportTest.freePort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.Backoff;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.testkit.ChaosProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The whole way: a pool, its engine, real sockets. */
class TcpPoolIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Backoff QUICK = Backoff.constant(Duration.ofMillis(50));

    @Test
    void aReturnedConnectionIsUsedAgain() throws Exception {
        try (Peer peer = Peer.echoing();
                ConnectionPool<TcpConnection> pool = TcpPool.to(peer.target()).build()) {
            for (int i = 0; i < 10; i++) {
                exchangeOverALease(pool);
            }

            assertThat(peer.sockets).hasSize(1);
        }
    }

    @Test
    void theViewIsInvalidAfterTheLease() throws Exception {
        try (Peer peer = Peer.echoing();
                ConnectionPool<TcpConnection> pool = TcpPool.to(peer.target()).build()) {
            Lease<TcpConnection> lease = pool.acquire(PATIENCE);
            TcpConnection kept = lease.connection();
            lease.close();

            assertThatThrownBy(() -> kept.outputStream().write(1)).isInstanceOf(IllegalStateException.class);
            exchangeOverALease(pool);
        }
    }

    @Test
    void aConnectionWhoseReadTimedOutIsNotUsedAgain() throws Exception {
        try (Peer peer = Peer.echoing();
                ConnectionPool<TcpConnection> pool = TcpPool.to(
                                peer.target(), TcpOptions.plaintext().withReadTimeout(Duration.ofMillis(20)))
                        .build()) {
            try (Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
                assertThatThrownBy(() -> lease.connection().inputStream().read())
                        .isInstanceOf(SocketTimeoutException.class);
            }

            try (Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
                lease.connection().setReadTimeout(PATIENCE);
                exchange(lease.connection());
            }
            assertThat(peer.sockets).hasSize(2);
        }
    }

    /** The second holder is not given the first one's answer: at the worst it is told that the connection is of no use. */
    @Test
    void anAnswerLeftUnreadNeverReachesTheNextHolder() throws Exception {
        try (Peer peer = Peer.echoing();
                ConnectionPool<TcpConnection> pool =
                        TcpPool.to(peer.target()).maxConnectionsPerEndpoint(1).build()) {
            try (Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
                TcpConnection connection = lease.connection();
                connection.outputStream().write('1');
                await().until(() -> connection.inputStream().available() > 0);
            }

            try (Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
                assertThatThrownBy(() -> lease.connection().inputStream().read())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("unread bytes");
            }
            exchangeOverALease(pool);
            assertThat(peer.sockets).hasSize(2);
        }
    }

    @Test
    void aConnectionThatThePeerClosedWhileIdleIsReplaced() throws Exception {
        try (Peer peer = Peer.echoing();
                ConnectionPool<TcpConnection> pool = TcpPool.to(peer.target())
                        .lifetime(LifetimeOptions.defaults().withValidateAfter(Duration.ZERO))
                        .build()) {
            exchangeOverALease(pool);
            peer.sockets.peek().close();

            exchangeOverALease(pool);

            assertThat(peer.sockets).hasSize(2);
        }
    }

    @Test
    void refusedConnectsSayWhyForEachEndpoint() throws Exception {
        int free = freePort();
        try (ConnectionPool<TcpConnection> pool =
                TcpPool.to("static:127.0.0.1:" + free).build()) {
            var failure = catchThrowableOfType(PoolExhaustedException.class, pool::tryAcquire);

            assertThat(failure.refusal().kind()).isEqualTo(Refusal.Kind.ALL_DOWN);
            assertThat(failure)
                    .hasMessageContaining("connect to 127.0.0.1:" + free + ": Connection refused")
                    .hasCauseInstanceOf(ConnectFailedException.class);
        }
    }

    @Test
    void aRefusingServerCostsTheOthersNothing() throws Exception {
        try (Peer peer = Peer.echoing();
                ConnectionPool<TcpConnection> pool =
                        TcpPool.to(peer.target() + ",127.0.0.1:" + freePort()).build()) {
            for (int i = 0; i < 10; i++) {
                exchangeOverALease(pool);
            }
        }
    }

    /** First acceptance test of all pools: nothing answers, then everything does, and nobody restarts anything. */
    @Test
    void aBlackHoleEndsAndThePoolIsUsableWithoutRestart() throws Exception {
        TcpOptions options = TcpOptions.plaintext().withReadTimeout(Duration.ofMillis(100));
        try (Peer peer = Peer.echoing();
                ChaosProxy proxy = ChaosProxy.to(peer.port());
                ConnectionPool<TcpConnection> pool = TcpPool.to(
                                "static:" + proxy.endpoint().address(), options)
                        .maxConnectionsPerEndpoint(4)
                        .reconnectBackoff(QUICK)
                        .build()) {
            exchangeOverALease(pool);
            proxy.set(f -> f.withBlackHole());
            for (int i = 0; i < 8; i++) {
                try (Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
                    assertThatThrownBy(() -> exchange(lease.connection())).isInstanceOf(SocketTimeoutException.class);
                }
            }

            proxy.heal();

            exchangeOverALease(pool);
            assertThat(pool.snapshot().leased()).isZero();
        }
    }

    @Test
    void serversThatComeBackAreUsedAgain() throws Exception {
        try (Peer peer = Peer.echoing();
                ChaosProxy proxy = ChaosProxy.to(peer.port());
                ConnectionPool<TcpConnection> pool = TcpPool.to(
                                "static:" + proxy.endpoint().address())
                        .lifetime(LifetimeOptions.defaults().withValidateAfter(Duration.ZERO))
                        .reconnectBackoff(QUICK)
                        .build()) {
            exchangeOverALease(pool);
            proxy.set(f -> f.withRefuse());
            proxy.resetAll();
            await().until(() -> !works(pool));

            proxy.heal();

            await().until(() -> works(pool));
        }
    }

    @Test
    void theConnectTimeoutHoldsForAPeerThatNeverFinishesTheHandshake() throws Exception {
        TcpOptions hasty = TcpOptions.tls(TlsOptions.system()).withConnectTimeout(Duration.ofMillis(200));
        try (Peer peer = Peer.silent();
                ConnectionPool<TcpConnection> pool =
                        TcpPool.to(peer.target(), hasty).build()) {
            long start = System.nanoTime();

            assertThatThrownBy(() -> pool.tryAcquire()).isInstanceOf(PoolExhaustedException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aClosedPoolLeavesNoThreadAndNoSocket() throws Exception {
        Set<Thread> before = hawserThreads();
        try (Peer peer = Peer.echoing()) {
            ConnectionPool<TcpConnection> pool = TcpPool.to(peer.target()).build();
            List<Lease<TcpConnection>> leases = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                leases.add(pool.acquire(PATIENCE));
                exchange(leases.get(i).connection());
            }
            leases.forEach(Lease::close);

            pool.close();

            await().until(() -> peer.sockets.stream().allMatch(java.net.Socket::isClosed));
            await().untilAsserted(() -> assertThat(hawserThreads()).isSubsetOf(before));
        }
    }

    @Test
    void closingThePoolEndsAReadThatHangsInALease() throws Exception {
        try (Peer peer = Peer.silent()) {
            ConnectionPool<TcpConnection> pool = TcpPool.to(peer.target()).build();
            Lease<TcpConnection> lease = pool.acquire(PATIENCE);
            TcpConnection connection = lease.connection();
            CompletableFuture<Integer> hanging = CompletableFuture.supplyAsync(() -> {
                try {
                    return connection.inputStream().read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            await().until(() -> connection.wire().callsUnderWay() == 1);

            pool.close(Duration.ofMillis(50));

            assertThatThrownBy(hanging::join).hasCauseInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void theRateLimitedPresetLeavesAGapBetweenLeases() throws Exception {
        try (Peer peer = Peer.echoing();
                ConnectionPool<TcpConnection> pool =
                        TcpPool.rateLimited(peer.target()).build()) {
            exchangeOverALease(pool);

            var failure = catchThrowableOfType(PoolExhaustedException.class, () -> {
                for (int i = 0; i < 5; i++) {
                    pool.tryAcquire().close();
                }
            });

            assertThat(failure.refusal().kind()).isEqualTo(Refusal.Kind.ALL_RATE_LIMITED);
            assertThat(failure.refusal().retryIn().orElseThrow()).isLessThanOrEqualTo(Duration.ofMillis(10));
            assertThat(pool.snapshot().endpoints().get(0).max()).isEqualTo(1);
        }
    }

    @Test
    void theWeightedPresetFollowsTheCyclesOfTheWeights() throws Exception {
        try (Peer a = Peer.echoing();
                Peer b = Peer.echoing();
                ConnectionPool<TcpConnection> pool = TcpPool.weighted(a.target() + "*3,127.0.0.1:" + b.port(), 5)
                        .build()) {
            StringBuilder order = new StringBuilder();
            for (int i = 0; i < 8; i++) {
                try (Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
                    order.append(lease.endpoint().address().port() == a.port() ? 'A' : 'B');
                }
            }

            assertThat(order.toString()).isEqualTo("AAABAAAB");
        }
    }

    @Test
    void theWeightedPresetNeedsALimit() {
        assertThatThrownBy(() -> TcpPool.weighted("static:127.0.0.1:7001", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxConnections: 0 (expected: >= 1)");
    }

    @Test
    void aDrainedServerSeesItsConnectionsCloseAndGetsNoOther() throws Exception {
        try (Peer a = Peer.echoing();
                Peer b = Peer.echoing();
                ConnectionPool<TcpConnection> pool =
                        TcpPool.to(a.target() + ",127.0.0.1:" + b.port()).build()) {
            for (int i = 0; i < 4; i++) {
                exchangeOverALease(pool);
            }
            Address drained = Address.parse("127.0.0.1:" + a.port());
            pool.control().drain(drained);

            assertThat(a.sockets).hasSize(1);
            await().until(() -> a.sockets.peek().isClosed());
            for (int i = 0; i < 4; i++) {
                try (Lease<TcpConnection> lease = pool.acquire(PATIENCE)) {
                    assertThat(lease.endpoint().address().port()).isEqualTo(b.port());
                    exchange(lease.connection());
                }
            }
            assertThat(a.sockets).hasSize(1);

            pool.control().undrain(drained);
            for (int i = 0; i < 4; i++) {
                exchangeOverALease(pool);
            }
            assertThat(a.sockets).hasSize(2);
        }
    }

    private static boolean works(ConnectionPool<TcpConnection> pool) throws InterruptedException {
        try {
            exchangeOverALease(pool, Duration.ofMillis(200));
            return true;
        } catch (IOException | PoolExhaustedException e) {
            return false;
        }
    }

    private static void exchangeOverALease(ConnectionPool<TcpConnection> pool)
            throws IOException, InterruptedException {
        exchangeOverALease(pool, PATIENCE);
    }

    private static void exchangeOverALease(ConnectionPool<TcpConnection> pool, Duration timeout)
            throws IOException, InterruptedException {
        try (Lease<TcpConnection> lease = pool.acquire(timeout)) {
            exchange(lease.connection());
        }
    }

    static Set<Thread> hawserThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("hawser"))
                .collect(Collectors.toSet());
    }
}
