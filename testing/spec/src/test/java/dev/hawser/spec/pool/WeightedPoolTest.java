// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static dev.hawser.spec.pool.Harbour.A;
import static dev.hawser.spec.pool.Harbour.B;
import static dev.hawser.spec.pool.Harbour.C;
import static dev.hawser.spec.pool.Harbour.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.balance.Picker;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.pool.Lease;
import dev.hawser.pool.PoolOptions;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weighted pool and its balancing: one test for each thing it promises. */
class WeightedPoolTest {

    private static ConnectionPoolBuilder<Connection> lvs(ConnectionPoolBuilder<Connection> builder) {
        return builder.balancer(Balancers.lvsWeightedRoundRobin());
    }

    private static String letters(List<String> addresses) {
        return String.join("", addresses).replace(A, "A").replace(B, "B").replace(C, "C");
    }

    // ---- the cycles

    @ParameterizedTest
    @CsvSource({"4,3,2,AABABCABC", "5,1,1,AAAAABC", "4,2,2,AABC", "6,4,2,AABABC", "1,1,1,ABC"})
    void theCycleOfThreeIsExactlyThatOfLvs(int a, int b, int c, String cycle) {
        try (Harbour harbour =
                Harbour.weighted(WeightedPoolTest::lvs, endpoint(A, a), endpoint(B, b), endpoint(C, c))) {
            assertThat(letters(harbour.visits(2 * cycle.length()))).isEqualTo(cycle + cycle);
        }
    }

    @Test
    void theCycleOfTwoIsExactlyThatOfLvs() {
        try (Harbour harbour = Harbour.weighted(WeightedPoolTest::lvs, endpoint(A, 3), endpoint(B, 1))) {
            assertThat(letters(harbour.visits(8))).isEqualTo("AAABAAAB");
        }
    }

    @ParameterizedTest
    @CsvSource({"4,3,2,ABCABACBA", "5,1,1,AABACAA"})
    void theEvenOrderSpreadsTheHeavyOne(int a, int b, int c, String cycle) {
        try (Harbour harbour = Harbour.weighted(
                p -> p.balancer(Balancers.weightedRoundRobin()), endpoint(A, a), endpoint(B, b), endpoint(C, c))) {
            assertThat(letters(harbour.visits(cycle.length()))).isEqualTo(cycle);
        }
    }

    @Test
    void withTheHeavyServerDownTheOthersTakeTurns() {
        try (Harbour harbour =
                Harbour.weighted(WeightedPoolTest::lvs, endpoint(A, 5), endpoint(B, 1), endpoint(C, 1))) {
            harbour.servers.server(A).refuses();
            harbour.visit();

            assertThat(letters(harbour.visits(6))).isIn("BCBCBC", "CBCBCB");
        }
    }

    /** The reference fails nine of ten requests here: it walks down from the heavy weight and gives up. */
    @Test
    void noRequestFailsWhileAnyServerIsHealthy() {
        try (Harbour harbour = Harbour.weighted(WeightedPoolTest::lvs, endpoint(A, 100), endpoint(B, 1))) {
            harbour.servers.server(A).refuses();

            assertThat(harbour.visits(200)).containsOnly(B);
        }
    }

    @Test
    void noRequestFailsWhileTheHeavyServerIsOnlyFull() {
        try (Harbour harbour = Harbour.weighted(
                p -> lvs(p).maxConnectionsPerEndpoint(1), endpoint(A, 5), endpoint(B, 1), endpoint(C, 1))) {
            assertThat(harbour.takeFrom()).isEqualTo(A);

            assertThat(letters(harbour.visits(4))).isIn("BCBC", "CBCB");
        }
    }

    /** The reference keeps its position over the change and finds nobody for nine gets. */
    @Test
    void aChangeOfWeightsFailsNothingAndHoldsWithinOneCycle() {
        try (Harbour harbour = Harbour.weighted(WeightedPoolTest::lvs, endpoint(A, 200), endpoint(B, 100))) {
            harbour.visits(1);
            harbour.registry.register(endpoint(A, 2));
            harbour.registry.register(endpoint(B, 1));

            harbour.visits(3);
            List<String> next = harbour.visits(6);

            assertThat(Collections.frequency(next, A)).isEqualTo(4);
            assertThat(Collections.frequency(next, B)).isEqualTo(2);
        }
    }

    @Test
    void aChangeOfWeightReconnectsNothing() {
        try (Harbour harbour = Harbour.weighted(WeightedPoolTest::lvs, endpoint(A, 2), endpoint(B, 1))) {
            harbour.visits(3);
            harbour.registry.register(endpoint(A, 7));
            harbour.visits(8);

            assertThat(harbour.servers.connections()).hasSize(2);
            assertThat(harbour.servers.open()).isEqualTo(2);
        }
    }

    /** The reference sorts ties anew at each refresh. */
    @Test
    void anUnchangedAnswerChangesNothing() {
        try (Harbour harbour =
                Harbour.weighted(WeightedPoolTest::lvs, endpoint(A, 4), endpoint(B, 3), endpoint(C, 2))) {
            StringBuilder seen = new StringBuilder();
            for (int i = 0; i < 9; i++) {
                seen.append(letters(harbour.visits(1)));
                harbour.registry.register(endpoint(B, 3));
            }

            assertThat(seen).hasToString("AABABCABC");
            assertThat(harbour.events(PoolEvent.EndpointsChanged.class)).hasSize(1);
        }
    }

    // ---- the pool

    @Test
    void noMaximumIsAnError() {
        assertThatThrownBy(() -> PoolOptions.defaults().withMaxConnections(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxConnections: 0 (expected: >= 1)");
    }

    @Test
    void aConnectionIsMadeOnlyWhenNoneIsIdle() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            harbour.visits(10);
            assertThat(harbour.connects(A)).isEqualTo(1);

            harbour.takeFrom();
            harbour.takeFrom();
            assertThat(harbour.connects(A)).isEqualTo(2);
        }
    }

    /** put(connection, error) of the reference: an error decides between reuse and close. */
    @Test
    void aDiscardedConnectionIsClosedAndNotReused() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            Lease<Connection> lease = harbour.tryAcquire();
            Connection broken = lease.connection();
            lease.discard(new java.io.IOException("reset"));

            assertThat(broken.isClosed()).isTrue();
            assertThat(harbour.tryAcquire().connection()).isNotSameAs(broken);
        }
    }

    @Test
    void aConnectionThatBrokeInItsHoldersHandsIsClosedAtItsReturn() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            Lease<Connection> lease = harbour.tryAcquire();
            Connection broken = lease.connection();
            lease.invalidate(new java.io.IOException("reset"));
            assertThat(broken.isClosed()).isFalse();
            lease.close();

            assertThat(broken.isClosed()).isTrue();
            assertThat(harbour.events(PoolEvent.ConnectionClosed.class))
                    .extracting(PoolEvent.ConnectionClosed::reason)
                    .containsExactly(CloseReason.BROKEN);
        }
    }

    /** HttpCore's segmented pool leaves the waiter to time out beside a free place. */
    @Test
    void aWaiterGetsANewConnectionWhenABrokenOneIsReturned() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            Lease<Connection> only = harbour.tryAcquire();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofSeconds(1));

            only.discard(new java.io.IOException("reset"));

            assertThat(waiting).isCompleted();
        }
    }

    @Test
    void aRemovedAddressIsClosedAtOnceWhereIdleAndOnReturnWhereBusy() {
        try (Harbour harbour = Harbour.of(b -> b, A, B)) {
            Lease<Connection> busy = harbour.tryAcquire();
            Lease<Connection> other = harbour.tryAcquire();
            Lease<Connection> idle = harbour.tryAcquire();
            assertThat(idle.endpoint().address()).hasToString(A);
            Connection idleOne = idle.connection();
            Connection busyOne = busy.connection();
            idle.close();

            harbour.registry.deregister(Address.parse(A));
            assertThat(idleOne.isClosed()).isTrue();
            assertThat(busyOne.isClosed()).isFalse();

            busy.close();
            assertThat(busyOne.isClosed()).isTrue();
            other.close();
            assertThat(harbour.visits(5)).containsOnly(B);
        }
    }

    /** An empty pool has a picker of its own, which was handed to the balancer as if it had made it. */
    @Test
    void aBalancerGetsNoPickersButThoseItMade() {
        List<Picker> made = new ArrayList<>();
        List<Optional<Picker>> previous = new ArrayList<>();
        Balancer balancer = (candidates, before) -> {
            previous.add(before);
            made.add(Balancers.roundRobin().picker(candidates, Optional.empty()));
            return made.get(made.size() - 1);
        };
        try (Harbour harbour = Harbour.of(b -> b.balancer(balancer), A)) {
            harbour.registry.register(endpoint(B, 1));

            assertThat(previous).containsExactly(Optional.empty(), Optional.of(made.get(0)));
        }
    }

    @Test
    void anAddedAddressIsChosenAfterItsUpdate() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            harbour.visits(3);
            harbour.registry.register(endpoint(B, 1));

            assertThat(harbour.visits(4)).contains(A, B);
        }
    }

    /** An address that comes back while its last leases drain goes on with the same bound. */
    @Test
    void anAddressThatReturnsWhileDrainingNeverExceedsItsMaximum() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A, B)) {
            Lease<Connection> busy = harbour.tryAcquire();
            harbour.registry.deregister(Address.parse(A));
            harbour.time.advance(FollowOptions.DEFAULT_READMISSION);
            harbour.registry.register(endpoint(A, 1));

            harbour.takeFrom();
            assertThat(harbour.refused().refusal().reasons().keySet()).contains(Address.parse(A));
            busy.close();
            assertThat(harbour.visit()).isEqualTo(A);
        }
    }

    // ---- the end

    /** The reference's release() hangs, and its refresh thread never ends. */
    @Test
    void closeIsIdempotentAndClosesEverything() {
        Harbour harbour = Harbour.of(b -> b, A, B);
        harbour.visits(2);
        harbour.pool.close();
        harbour.pool.close();

        assertThat(harbour.servers.open()).isZero();
        assertThat(harbour.servers.isShutdown()).isTrue();
        assertThat(harbour.events(PoolEvent.PoolClosed.class)).hasSize(1);
        assertThatThrownBy(harbour.pool::tryAcquire)
                .isInstanceOf(dev.hawser.client.PoolClosedException.class)
                .hasMessage("pool 'test' is closed");
    }

    @Test
    void closeFailsThoseWhoWait() {
        Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A);
        harbour.takeFrom();
        CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofMinutes(1));

        harbour.close();

        assertThat(waiting).isCompletedExceptionally();
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(dev.hawser.client.PoolClosedException.class);
    }

    @Test
    void aLeaseThatOutlivesItsPoolEndsQuietly() {
        Harbour harbour = Harbour.of(b -> b, A);
        Lease<Connection> late = harbour.tryAcquire();
        harbour.close();
        assertThat(late.isOpen()).as("it was taken away").isFalse();

        late.close();

        assertThat(harbour.servers.open()).isZero();
    }
}
