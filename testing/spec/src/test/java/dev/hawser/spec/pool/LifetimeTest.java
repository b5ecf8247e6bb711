// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static dev.hawser.spec.pool.Harbour.A;
import static dev.hawser.spec.pool.Harbour.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.pool.PoolOptions;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What time does to connections. */
class LifetimeTest {

    private static final LifetimeOptions NOTHING = LifetimeOptions.unlimited();

    private static Harbour harbour(LifetimeOptions options) {
        return Harbour.of(b -> b.lifetime(options), A);
    }

    // ---- validation

    @Test
    void aConnectionIdleForLongerThanTheThresholdIsCheckedBeforeUse() {
        try (Harbour harbour = harbour(NOTHING.withValidateAfter(Duration.ofSeconds(1)))) {
            harbour.visit();
            Connection connection = harbour.servers.connections().get(0);
            harbour.advanceMillis(400);
            harbour.visit();
            assertThat(connection.probes()).isZero();

            harbour.advanceMillis(1_100);
            harbour.visit();

            assertThat(connection.probes()).isEqualTo(1);
            assertThat(harbour.connects(A)).isEqualTo(1);
        }
    }

    /** The reference hands out what the peer closed long ago. */
    @Test
    void aDeadIdleConnectionIsReplacedNotHandedOut() {
        try (Harbour harbour = harbour(NOTHING.withValidateAfter(Duration.ofSeconds(1)))) {
            harbour.visit();
            Connection dead = harbour.servers.connections().get(0);
            dead.die();
            harbour.advance(Duration.ofSeconds(2));

            assertThat(harbour.tryAcquire().connection()).isNotSameAs(dead);
            assertThat(dead.isClosed()).isTrue();
            assertThat(harbour.events(PoolEvent.ConnectionClosed.class))
                    .extracting(PoolEvent.ConnectionClosed::reason)
                    .containsExactly(CloseReason.PROBE_FAILED);
        }
    }

    @Test
    void aThresholdOfZeroChecksEveryTime() {
        try (Harbour harbour = harbour(NOTHING.withValidateAfter(Duration.ZERO))) {
            harbour.visits(3);

            assertThat(harbour.servers.connections().get(0).probes()).isEqualTo(2);
        }
    }

    @Test
    void keepAliveFindsADeadConnectionWithoutAnyCaller() {
        try (Harbour harbour = harbour(NOTHING.withKeepAlive(Duration.ofSeconds(10)))) {
            harbour.visit();
            harbour.advance(Duration.ofSeconds(25));
            assertThat(harbour.servers.connections().get(0).probes()).isEqualTo(2);

            harbour.servers.connections().get(0).die();
            harbour.advance(Duration.ofSeconds(15));

            assertThat(harbour.servers.open()).isZero();
        }
    }

    // ---- idle timeout and maximum lifetime

    @Test
    void anIdleConnectionIsClosedAfterItsTimeout() {
        try (Harbour harbour = harbour(NOTHING.withIdleTimeout(Duration.ofMinutes(1)))) {
            harbour.visit();
            harbour.advance(Duration.ofSeconds(59));
            assertThat(harbour.servers.open()).isEqualTo(1);

            harbour.advance(Duration.ofSeconds(31));

            assertThat(harbour.servers.open()).isZero();
        }
    }

    @Test
    void theIdleTimeoutLeavesTheMinimumOpen() {
        try (Harbour harbour = Harbour.of(
                b -> b.pool(PoolOptions.defaults().withMinConnections(2))
                        .lifetime(NOTHING.withIdleTimeout(Duration.ofMinutes(1))),
                A)) {
            List<Lease<Connection>> five = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                five.add(harbour.tryAcquire());
            }
            five.forEach(Lease::close);

            harbour.advance(Duration.ofMinutes(3));

            assertThat(harbour.servers.open()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionIsRetiredAtItsMaximumAge() {
        try (Harbour harbour =
                harbour(NOTHING.withMaxLifetime(Duration.ofMinutes(10)).withLifetimeJitter(0))) {
            harbour.visit();
            harbour.advance(Duration.ofSeconds(599));
            assertThat(harbour.servers.open()).isEqualTo(1);

            harbour.advance(Duration.ofSeconds(6));

            assertThat(harbour.servers.open()).isZero();
        }
    }

    @Test
    void aLeasedConnectionThatIsTooOldIsClosedAtItsReturn() {
        try (Harbour harbour = harbour(NOTHING.withMaxLifetime(Duration.ofMinutes(10)))) {
            Lease<Connection> lease = harbour.tryAcquire();
            harbour.advance(Duration.ofMinutes(12));
            assertThat(harbour.servers.open()).isEqualTo(1);

            lease.close();

            assertThat(harbour.servers.open()).isZero();
        }
    }

    /** Connections opened together must not die together: a storm of reconnects would follow. */
    @Test
    void jitterSpreadsTheEndsOfConnectionsOpenedTogether() {
        try (Harbour harbour =
                harbour(NOTHING.withMaxLifetime(Duration.ofMinutes(10)).withLifetimeJitter(0.1))) {
            List<Lease<Connection>> many = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                many.add(harbour.tryAcquire());
            }
            many.forEach(Lease::close);
            harbour.advance(Duration.ofMinutes(9).minusSeconds(1));
            assertThat(harbour.servers.open()).isEqualTo(20);

            Set<Long> steps = new HashSet<>();
            for (int i = 0; i < 25; i++) {
                harbour.advance(Duration.ofSeconds(5));
                steps.add(harbour.servers.open());
            }

            assertThat(steps).hasSizeGreaterThan(8).contains(0L);
        }
    }

    // ---- minimum

    @Test
    void theMinimumIsOpenedInTheBackgroundOneByOne() {
        try (Harbour harbour = Harbour.of(b -> b.pool(PoolOptions.defaults().withMinConnections(3)), A, B)) {
            assertThat(harbour.endpoint(A).idle()).isEqualTo(3);
            assertThat(harbour.endpoint(B).idle()).isEqualTo(3);
        }
    }

    @Test
    void aConnectionThatDiesIsReplacedUpToTheMinimum() {
        try (Harbour harbour = Harbour.of(b -> b.pool(PoolOptions.defaults().withMinConnections(2)), A)) {
            harbour.tryAcquire().discard(new IllegalStateException("of no use"));

            assertThat(harbour.endpoint(A).idle()).isEqualTo(2);
        }
    }

    @Test
    void theMinimumIsReachedAgainAfterAnOutage() {
        try (Harbour harbour = Harbour.of(b -> b.pool(PoolOptions.defaults().withMinConnections(2)), A)) {
            harbour.servers.server(A).refuses();
            harbour.tryAcquire().discard(new IllegalStateException("of no use"));
            harbour.tryAcquire().discard(new IllegalStateException("of no use"));
            harbour.advance(Duration.ofSeconds(5));
            assertThat(harbour.servers.open()).isZero();

            harbour.servers.server(A).accepts();
            harbour.advance(Duration.ofSeconds(5));

            assertThat(harbour.endpoint(A).idle()).isEqualTo(2);
        }
    }

    // ---- leaks

    @Test
    void aLeaseHeldForTooLongIsReportedOnceWithTheStackThatTookIt() {
        try (Harbour harbour = harbour(NOTHING.withLeakThreshold(Duration.ofSeconds(10)))) {
            Lease<Connection> forgotten = harbour.tryAcquire();
            harbour.advance(Duration.ofSeconds(9));
            assertThat(harbour.events(PoolEvent.LeaseLeaked.class)).isEmpty();

            harbour.advance(Duration.ofSeconds(2));
            harbour.advance(Duration.ofSeconds(60));

            assertThat(harbour.events(PoolEvent.LeaseLeaked.class))
                    .singleElement()
                    .satisfies(leak -> {
                        assertThat(leak.lost()).isFalse();
                        assertThat(leak.takenAt().getStackTrace())
                                .anySatisfy(frame -> assertThat(frame.getMethodName())
                                        .isEqualTo("aLeaseHeldForTooLongIsReportedOnceWithTheStackThatTookIt"));
                    });
            forgotten.close();
        }
    }

    /** Another thread returns the connection and so takes the lease on the waiter's behalf: not its stack is wanted. */
    @Test
    void aLeakIsReportedWithTheStackOfTheOneWhoWaitedForIt() {
        try (Harbour harbour = Harbour.of(
                b -> b.maxConnectionsPerEndpoint(1).lifetime(NOTHING.withLeakThreshold(Duration.ofSeconds(10))), A)) {
            Lease<Connection> first = harbour.tryAcquire();
            CompletableFuture<Lease<Connection>> waiting = askForALease(harbour);
            first.close();
            assertThat(waiting).isCompleted();

            harbour.advance(Duration.ofSeconds(12));

            assertThat(harbour.events(PoolEvent.LeaseLeaked.class))
                    .singleElement()
                    .satisfies(leak -> assertThat(leak.takenAt().getStackTrace())
                            .anySatisfy(
                                    frame -> assertThat(frame.getMethodName()).isEqualTo("askForALease")));
        }
    }

    private static CompletableFuture<Lease<Connection>> askForALease(Harbour harbour) {
        return harbour.acquireLater(Duration.ofSeconds(30));
    }

    /** Events that follow from each other come in that order, also where connecting takes no time at all. */
    @Test
    void anEndpointIsConnectingBeforeItIsUp() {
        try (Harbour harbour = harbour(NOTHING)) {
            harbour.visit();

            assertThat(harbour.events(PoolEvent.EndpointStateChanged.class))
                    .extracting(PoolEvent.EndpointStateChanged::to)
                    .containsExactly(
                            dev.hawser.endpoint.EndpointState.CONNECTING, dev.hawser.endpoint.EndpointState.UP);
        }
    }

    /** Garbage collection is asked for until it happens; the lease is reachable from nowhere. */
    @Test
    void aLostLeaseIsFoundAndItsPlaceIsFreeAgain() {
        try (Harbour harbour = Harbour.of(
                b -> b.maxConnectionsPerEndpoint(1).lifetime(NOTHING.withLeakThreshold(Duration.ofMinutes(10))), A)) {
            loseOne(harbour);
            for (int i = 0;
                    i < 100 && harbour.events(PoolEvent.LeaseLeaked.class).isEmpty();
                    i++) {
                System.gc();
                harbour.advance(Duration.ofSeconds(1));
            }

            assertThat(harbour.events(PoolEvent.LeaseLeaked.class))
                    .singleElement()
                    .matches(PoolEvent.LeaseLeaked::lost);
            assertThat(harbour.visit()).isEqualTo(A);
        }
    }

    private static void loseOne(Harbour harbour) {
        harbour.tryAcquire();
    }

    // ---- growth

    /** Others leave 45 connections behind; two at a time and late binding leave a few. */
    @Test
    void aSpikeOfCallersDoesNotLeaveASpikeOfConnections() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            List<Lease<Connection>> warm = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                warm.add(harbour.tryAcquire());
            }
            harbour.servers.server(A).after(Duration.ofMillis(50));
            List<CompletableFuture<Lease<Connection>>> spike = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                spike.add(harbour.acquireLater(Duration.ofSeconds(10)));
            }
            warm.forEach(Lease::close);
            for (int i = 0; i < 50; i++) {
                CompletableFuture<Lease<Connection>> next = spike.get(i);
                harbour.advanceMillis(1);
                assertThat(next).as("caller %d", i).isCompleted();
                next.join().close();
            }
            harbour.advance(Duration.ofSeconds(1));

            assertThat(harbour.servers.open()).isLessThanOrEqualTo(7);
        }
    }

    @Test
    void aWaiterTakesALeaseReturnedMeanwhileRatherThanItsOwnConnection() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            Lease<Connection> held = harbour.tryAcquire();
            Connection first = held.connection();
            harbour.servers.server(A).after(Duration.ofSeconds(1));
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofSeconds(10));

            held.close();

            assertThat(waiting).isCompleted();
            assertThat(waiting.join().connection()).isSameAs(first);
        }
    }
}
