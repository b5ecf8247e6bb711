// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.PoolSnapshot.EndpointSnapshot;
import dev.hawser.client.Refusal;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real packets lost, refused and cut off between a pool and a server on a host of its own. The first thing a pool must
 * get right: a black hole, which drops and never resets, and then recovery without a restart.
 *
 * <p>Bounds: a caller is answered within its time-out and a quarter second; five seconds after a fault is lifted, the
 * pool works as before; five seconds after its end, it has left no thread.
 */
@Tag("long")
@Tag("root")
class NetworkFaultsIT {

    private static final Duration SLACK = Duration.ofMillis(250);
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Island island;
    private ConnectionPool<TcpConnection> pool;

    @BeforeAll
    static void land() throws IOException, InterruptedException {
        island = Island.orSkip(EchoServer.class);
        try (ConnectionPool<TcpConnection> first = TcpPool.to("static:" + Island.THERE + ":" + Island.FIRST)
                        .build();
                Lease<TcpConnection> lease = first.acquire(Duration.ofSeconds(30))) {
            roundTrip(lease.connection()); // which loads all classes on both sides
        }
    }

    @AfterAll
    static void leave() {
        if (island != null) {
            island.close();
        }
    }

    @BeforeEach
    void open() {
        String target = "static:" + Island.THERE + ":" + Island.FIRST + "," + Island.THERE + ":" + Island.SECOND;
        TcpOptions options =
                TcpOptions.plaintext().withConnectTimeout(Duration.ofSeconds(2)).withReadTimeout(SECOND);
        pool = TcpPool.to(target, options)
                .name("faults")
                .reconnectBackoff(Backoff.exponential(Duration.ofMillis(100), 1.6, Duration.ofSeconds(2))
                        .withJitter(Jitter.proportional(0.2)))
                .lifetime(LifetimeOptions.defaults().withValidateAfter(Duration.ZERO))
                .build();
    }

    @AfterEach
    void close() {
        island.heal();
        pool.close(Duration.ZERO);
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .filteredOn(name -> name.startsWith("hawser-"))
                        .isEmpty());
    }

    /** F6: the first caller waits its patience at most; then the dead server is passed over. */
    @Test
    void aBlackHoleBeforeConnectCostsNobodyMoreThanAMoment() throws Exception {
        island.dropIncoming(Island.FIRST);

        long slowest = 0;
        for (int i = 0; i < 20; i++) {
            long begun = System.nanoTime();
            assertThat(echo(SECOND)).isEqualTo(Island.SECOND);
            slowest = Math.max(slowest, System.nanoTime() - begun);
        }

        assertThat(Duration.ofNanos(slowest)).isLessThan(SECOND.plus(SLACK));
        recovers();
    }

    /** F7, F8: the holder is told by its read timeout, and the connection is not used again. */
    @Test
    void aBlackHoleInACallEndsWithTheReadTimeoutAndIsForgottenAfterwards() throws Exception {
        blackHoleInACall(() -> {
            island.dropIncoming(Island.FIRST);
            island.dropOutgoing(Island.FIRST);
        });
    }

    @Test
    void packetsLostOnTheWayThereAreLikeABlackHole() throws Exception {
        blackHoleInACall(() -> island.dropIncoming(Island.FIRST));
    }

    @Test
    void packetsLostOnTheWayBackAreLikeABlackHole() throws Exception {
        blackHoleInACall(() -> island.dropOutgoing(Island.FIRST));
    }

    private void blackHoleInACall(Runnable fault) throws Exception {
        Lease<TcpConnection> lease = leaseTo(Island.FIRST);
        assertThat(roundTrip(lease.connection())).isEqualTo('x');
        fault.run();
        long begun = System.nanoTime();

        assertThatThrownBy(() -> roundTrip(lease.connection())).isInstanceOf(IOException.class);
        lease.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        for (int i = 0; i < 5; i++) {
            assertThat(echo(SECOND)).isEqualTo(Island.SECOND);
        }
        recovers();
    }

    /** F9: whoever holds a killed connection is told at once; an idle one is not handed out. */
    @Test
    void aConnectionThatIsResetIsReplaced() throws Exception {
        Lease<TcpConnection> held = leaseTo(Island.FIRST);
        Lease<TcpConnection> idle = leaseTo(Island.FIRST);
        idle.close();
        island.killSockets(Island.FIRST);

        assertThatThrownBy(() -> roundTrip(held.connection())).isInstanceOf(IOException.class);
        held.close();

        for (int i = 0; i < 10; i++) {
            echo(SECOND);
        }
    }

    /** F10: refused is known at once, and the next host is tried. */
    @Test
    void aRefusedConnectLeadsToTheNextHostAtOnce() throws Exception {
        island.refuse(Island.FIRST);

        for (int i = 0; i < 10; i++) {
            long begun = System.nanoTime();
            assertThat(echo(SECOND)).isEqualTo(Island.SECOND);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SLACK);
        }
        recovers();
    }

    /** F14. */
    @Test
    void aLinkThatGoesDownIsSurvivedWithoutARestart() throws Exception {
        echo(SECOND);
        island.linkDown();
        try {
            for (int i = 0; i < 3; i++) {
                long begun = System.nanoTime();
                assertThatThrownBy(() -> echo(SECOND)).isInstanceOfAny(PoolExhaustedException.class, IOException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isLessThan(SECOND.multipliedBy(2).plus(SLACK));
            }
        } finally {
            island.linkUp();
        }
        recovers();
    }

    /** F15: whatever the errno, the endpoint is down, and the exception says why. */
    @Test
    void anUnreachableNetworkIsAReason() throws Exception {
        island.makeUnreachable();
        try {
            assertThatThrownBy(() -> pool.acquire(Duration.ofMillis(300)))
                    .isInstanceOfSatisfying(PoolExhaustedException.class, refused -> {
                        assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.ALL_DOWN);
                        assertThat(refused.refusal().reasons().values())
                                .allSatisfy(reason -> assertThat(reason).isInstanceOf(Unavailable.Down.class));
                    })
                    .hasMessageContaining("No route to host");
        } finally {
            island.makeReachable();
        }
        recovers();
    }

    /** F11: a lossy network is slow, and nothing worse. */
    @Test
    void lostPacketsGiveNoWrongAnswerAndEjectNobody() throws Exception {
        island.lose(0.05);
        int answered = 0;
        for (int i = 0; i < 100; i++) {
            try {
                echo(Duration.ofSeconds(3));
                answered++;
            } catch (IOException | PoolExhaustedException lost) {
                // three packets lost in a row cost a call its second
            }
        }

        assertThat(answered).isGreaterThanOrEqualTo(95);
        island.heal();
        recovers();
    }

    // ---- what is done again and again

    /** The fault is lifted: within five seconds both servers are in use again. */
    private void recovers() {
        island.heal();
        Set<Integer> seen = new HashSet<>();
        await().atMost(RECOVERY).until(() -> {
            try {
                seen.add(echo(SECOND));
            } catch (IOException | PoolExhaustedException notYet) {
                seen.clear();
            }
            return seen.size() == 2;
        });
        assertThat(pool.snapshot().endpoints())
                .extracting(EndpointSnapshot::state)
                .containsOnly(EndpointState.UP);
        assertThat(pool.snapshot().leased()).isZero();
    }

    /** One byte there and back over a lease; the port it went to. */
    private int echo(Duration timeout) throws IOException, InterruptedException {
        try (Lease<TcpConnection> lease = pool.acquire(timeout)) {
            assertThat(roundTrip(lease.connection())).isEqualTo('x');
            return lease.endpoint().address().port();
        }
    }

    private static int roundTrip(TcpConnection connection) throws IOException {
        connection.outputStream().write('x');
        return connection.inputStream().read();
    }

    private Lease<TcpConnection> leaseTo(int port) throws InterruptedException {
        List<Lease<TcpConnection>> others = new ArrayList<>();
        try {
            while (true) {
                Lease<TcpConnection> lease = pool.acquire(SECOND);
                if (lease.endpoint().address().port() == port) {
                    return lease;
                }
                others.add(lease);
            }
        } finally {
            others.forEach(Lease::close);
        }
    }
}
