// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static dev.hawser.spec.sharing.Pier.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.balance.Balancer;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import dev.hawser.view.EndpointView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How connections come and go: failure, loss, removal, growth, shrinking, age, the end. */
class ConnectionsTest {

    private static final SharingOptions SMALL =
            SharingOptions.defaults().withConnections(0, 3).withInFlight(2, 4).withIdleGrace(Duration.ofSeconds(60));

    @Test
    void theMinimumIsConnectedAtOnceAndKept() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL.withConnections(2, 3)), A)) {
            assertThat(pier.endpoint(A).connections()).isEqualTo(2);
            pier.server(A).connections().get(0).lose(null);
            assertThat(pier.endpoint(A).connections()).isEqualTo(2);
            pier.advance(Duration.ofMinutes(20));
            assertThat(pier.endpoint(A).connections()).isEqualTo(2);
        }
    }

    @Test
    void theViewKnowsTheBounds() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL.withConnections(2, 3)), A)) {
            EndpointView.Connections seen = pier.pool.view().endpoints().get(0).connections();

            assertThat(seen.min()).isEqualTo(2);
            assertThat(seen.max()).isEqualTo(3);
            assertThat(seen.idle()).isEqualTo(2);
        }
    }

    @Test
    void aDownEndpointIsTriedAgainAtThePaceOfTheBackoffEvenWithoutCalls() {
        try (Pier pier = Pier.of(A)) {
            pier.server(A).refuses();
            pier.pool.connectAll();
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.DOWN);
            assertThat(pier.endpoint(A).why()).contains("refused").contains("1 failure");
            pier.advanceMillis(99);
            assertThat(pier.server(A).connects()).isEqualTo(1);
            pier.advanceMillis(1);
            assertThat(pier.server(A).connects()).isEqualTo(2);
            pier.advanceMillis(199);
            assertThat(pier.server(A).connects()).isEqualTo(2);
            pier.server(A).accepts();
            pier.advanceMillis(1);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.UP);
            assertThat(pier.endpoint(A).connectFailures()).isEqualTo(2);
        }
    }

    @Test
    void aSuccessStartsTheBackoffAnew() {
        try (Pier pier = Pier.of(A)) {
            pier.server(A).refuses();
            pier.pool.connectAll();
            pier.advanceMillis(100);
            pier.server(A).accepts();
            pier.advanceMillis(200);
            pier.server(A).refuses();
            pier.visit();
            pier.server(A).connections().get(0).lose(new IOException("reset"));
            assertThat(pier.events(PoolEvent.ConnectFailed.class))
                    .last()
                    .satisfies(e -> assertThat(e.retryIn()).isEqualTo(Duration.ofMillis(100)));
        }
    }

    @Test
    void aConnectThatTakesTooLongIsCancelledAndCountsAsAFailure() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL.withConnectTimeout(Duration.ofSeconds(2))), A)) {
            pier.server(A).hangs();
            pier.pool.connectAll();
            pier.advance(Duration.ofSeconds(2));
            assertThat(pier.events(PoolEvent.ConnectFailed.class).get(0).cause())
                    .hasMessageContaining("no answer within 2s");
            assertThat(pier.endpoint(A).connections()).isZero();
        }
    }

    @Test
    void whileOneEndpointHangsAWaitingCallIsServedByAnother() {
        try (Pier pier = Pier.of(A, B)) {
            pier.server(A).hangs();
            pier.server(B).hangs();
            Pier.Call call = pier.waits();
            String first = pier.server(A).connects() == 1 ? A : B;
            String second = first.equals(A) ? B : A;
            pier.server(second).accepts();
            pier.advanceMillis(300);
            assertThat(call.connection().endpoint().address()).hasToString(second);
        }
    }

    @Test
    void aLostConnectionGetsNoCallsAndIsClosedWhenItsLastCallEnds() {
        try (Pier pier = Pier.of(A)) {
            SharedConnection<Connection> call = pier.enter();
            Connection old = call.connection();
            old.lose(null);
            assertThat(old.isClosed()).isFalse();
            assertThat(pier.enter().connection()).isNotSameAs(old);
            assertThat(pier.endpoint(A).draining()).isEqualTo(1);
            call.succeeded(0);
            assertThat(old.isClosed()).isTrue();
            assertThat(pier.events(PoolEvent.ConnectionClosed.class).get(0).reason())
                    .isEqualTo(CloseReason.LOST);
        }
    }

    @Test
    void aLossInUseReconnectsAtOnceAndAnIdleOneWaitsForTheNextCall() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL), A)) {
            pier.pool.connectAll();
            pier.server(A).connections().get(0).lose(null);
            assertThat(pier.server(A).connects()).isEqualTo(1);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.IDLE);
            pier.enter();
            pier.server(A).connections().get(0).lose(new IOException("reset"));
            assertThat(pier.server(A).connects()).isEqualTo(3);
        }
    }

    @Test
    void aServerThatClosesEachConnectionAtOnceIsLeftAloneInBetween() {
        try (Pier pier = Pier.of(A)) {
            for (int i = 0; i < 3; i++) {
                pier.enter();
                pier.server(A).connections().forEach(c -> c.lose(null));
            }
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.DOWN);
            assertThat(pier.tryEnter()).isNull();
            pier.advanceMillis(100);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.UP);
        }
    }

    /** A server that closes connections after a second, give or take, was taken for one that accepts none. */
    @Test
    void aServerThatSaysGoodbyeEverySecondIsNotLeftAlone() {
        try (Pier pier = Pier.of(A)) {
            pier.pool.connectAll();
            for (int goodbyes = 0; goodbyes < 20; goodbyes++) {
                assertThat(pier.visit()).isEqualTo(A);
                pier.advanceMillis(900);
                pier.server(A).connections().forEach(c -> c.lose(null));
                assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.UP);
            }
        }
    }

    @Test
    void callsThatDrainTooLongAreEndedByForce() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL.withDrainTimeout(Duration.ofSeconds(30))), A)) {
            SharedConnection<Connection> call = pier.enter();
            call.connection().lose(null);
            pier.advance(Duration.ofSeconds(29));
            assertThat(call.connection().isClosed()).isFalse();
            pier.advance(Duration.ofSeconds(1));
            assertThat(call.connection().isClosed()).isTrue();
            call.failed(new IOException("closed"));
        }
    }

    @Test
    void aRemovedEndpointGetsNoCallsAndFinishesWhatItHas() {
        try (Pier pier = Pier.of(A, B)) {
            SharedConnection<Connection> onA = pier.enter(Choice.only(Address.parse(A)));
            pier.discovery.publish(B);
            assertThat(pier.pool.knows(Address.parse(A))).isFalse();
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.DRAINING);
            for (int i = 0; i < 5; i++) {
                assertThat(pier.visit()).isEqualTo(B);
            }
            onA.succeeded(0);
            assertThat(onA.connection().isClosed()).isTrue();
            assertThat(pier.pool.snapshot().endpoints()).hasSize(1);
        }
    }

    @Test
    void anEndpointThatIsBackBeforeItWasDrainedGetsNewConnections() {
        try (Pier pier = Pier.of(A)) {
            SharedConnection<Connection> before = pier.enter();
            pier.discovery.publish(B);
            pier.time.advance(FollowOptions.DEFAULT_READMISSION);
            pier.discovery.publish(A);
            assertThat(pier.enter().connection()).isNotSameAs(before.connection());
            before.succeeded(0);
            assertThat(before.connection().isClosed()).isTrue();
            assertThat(pier.endpoint(A).connections()).isEqualTo(1);
        }
    }

    @Test
    void aChangeOfWeightNeverReconnects() {
        try (Pier pier = Pier.of(A)) {
            Connection before = pier.enter().connection();
            pier.discovery.publish(Endpoint.of(A).withWeight(7));
            SharedConnection<Connection> after = pier.enter();
            assertThat(after.connection()).isSameAs(before);
            assertThat(after.endpoint().weight()).isEqualTo(7);
        }
    }

    @Test
    void aFailureOfDiscoveryKeepsTheEndpoints() {
        try (Pier pier = Pier.of(A)) {
            pier.discovery.fail(new IOException("no route to the registry"));
            assertThat(pier.visit()).isEqualTo(A);
            assertThat(pier.events(PoolEvent.DiscoveryFailed.class)).hasSize(1);
        }
    }

    @Test
    void oneMoreConnectionIsOpenedWhenThereIsMuchInFlight() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL), A)) {
            pier.enter(2);
            assertThat(pier.endpoint(A).connections()).isEqualTo(1);
            pier.enter();
            assertThat(pier.endpoint(A).connections()).isEqualTo(2);
            pier.enter(3);
            assertThat(pier.endpoint(A).connections()).isEqualTo(3);
        }
    }

    @Test
    void growthEndsAtTheMaximumAndCallsWaitThere() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL), A)) {
            pier.enter(12);
            assertThat(pier.endpoint(A).connections()).isEqualTo(3);
            assertThat(pier.tryEnter()).isNull();
            assertThat(pier.waits().isWaiting()).isTrue();
            assertThat(pier.server(A).connects()).isEqualTo(3);
        }
    }

    @Test
    void onlyOneConnectionIsOpenedAtATime() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL), A)) {
            pier.enter();
            pier.server(A).hangs();
            pier.enter(3);
            assertThat(pier.tryEnter()).isNull();
            pier.waits();
            assertThat(pier.server(A).connects()).isEqualTo(2);
            assertThat(pier.endpoint(A).connecting()).isEqualTo(1);
        }
    }

    @Test
    void aPoolConnectsToEightEndpointsAtOnceAtMost() {
        String[] many = new String[20];
        for (int i = 0; i < many.length; i++) {
            many[i] = "10.0.1." + i + ":7001";
        }
        try (Pier pier = Pier.of(many)) {
            for (String each : many) {
                pier.server(each).after(Duration.ofMillis(10));
            }
            pier.pool.connectAll();
            assertThat(pier.pool.snapshot().endpoints().stream().mapToInt(e -> e.connecting()))
                    .filteredOn(n -> n > 0)
                    .hasSize(8);
            pier.advanceMillis(30);
            assertThat(pier.pool.snapshot().connections()).isEqualTo(20);
        }
    }

    @Test
    void callsSpreadOverTheConnectionsOfAnEndpoint() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL.withConnections(2, 2)), A)) {
            List<SharedConnection<Connection>> calls = pier.enter(8);
            assertThat(calls.stream().filter(c -> c.connection().number() == 1)).hasSize(4);
        }
    }

    @Test
    void aConnectionTooManyIsClosedAfterAWholeGrace() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL), A)) {
            pier.enter(6).forEach(call -> call.succeeded(0));
            assertThat(pier.endpoint(A).connections()).isEqualTo(3);
            pier.advance(Duration.ofSeconds(60)); // six were in flight when the third was opened
            assertThat(pier.endpoint(A).connections()).isEqualTo(3);
            pier.visit();
            pier.advance(Duration.ofSeconds(60));
            assertThat(pier.endpoint(A).connections()).isEqualTo(2);
            pier.visit();
            pier.advance(Duration.ofSeconds(60));
            assertThat(pier.endpoint(A).connections()).isEqualTo(1);
            assertThat(pier.events(PoolEvent.ConnectionClosed.class))
                    .allMatch(e -> e.reason() == CloseReason.IDLE_TIMEOUT);
        }
    }

    @Test
    void theLastIdleConnectionGoesAfterFiveGraces() {
        try (Pier pier = Pier.of(o -> o.sharing(SMALL), A)) {
            pier.visit();
            pier.advance(Duration.ofSeconds(60 * 5));
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.UP);
            pier.advance(Duration.ofSeconds(60));
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.IDLE);
            assertThat(pier.visit()).isEqualTo(A);
        }
    }

    @Test
    void anAgedConnectionIsReplacedBeforeItIsDrained() {
        SharingOptions aging = SMALL.withConnections(0, 1).withMaxAge(Duration.ofSeconds(10));
        try (Pier pier = Pier.of(o -> o.sharing(aging), A)) {
            SharedConnection<Connection> call = pier.enter();
            pier.server(A).after(Duration.ofMillis(500));
            pier.advance(Duration.ofSeconds(9).minusMillis(1));
            assertThat(pier.server(A).connects()).isEqualTo(1);
            while (pier.server(A).connects() == 1) {
                pier.advanceMillis(100);
                assertThat(pier.time.elapsed()).isLessThan(Duration.ofSeconds(12));
            }
            assertThat(pier.enter().connection()).isSameAs(call.connection());
            pier.advanceMillis(500);
            assertThat(pier.enter().connection()).isNotSameAs(call.connection());
            assertThat(pier.endpoint(A).draining()).isEqualTo(1);
            assertThat(call.connection().isClosed()).isFalse();
        }
    }

    @Test
    void anAgedConnectionStaysWhileThereIsNoReplacement() {
        SharingOptions aging = SMALL.withConnections(0, 1).withMaxAge(Duration.ofSeconds(10));
        try (Pier pier = Pier.of(o -> o.sharing(aging), A)) {
            Connection old = pier.enter().connection();
            pier.server(A).refuses();
            pier.advance(Duration.ofSeconds(60));
            assertThat(pier.enter().connection()).isSameAs(old);
            pier.server(A).accepts();
            pier.advance(Duration.ofSeconds(6));
            assertThat(pier.enter().connection()).isNotSameAs(old);
        }
    }

    @Test
    void closingLetsCallsEndAndThenFreesEverything() {
        Pier pier = Pier.of(A);
        SharedConnection<Connection> call = pier.enter();
        AtomicBoolean closed = new AtomicBoolean();
        pier.pool.closeAsync(Duration.ofSeconds(5), () -> closed.set(true));
        assertThat(pier.pool.isClosed()).isTrue();
        assertThat(pier.tryEnter()).isNull();
        assertThat(call.connection().isClosed()).isFalse();
        call.succeeded(0);
        assertThat(call.connection().isClosed()).isTrue();
        Awaitility.await().untilTrue(closed);
        assertThat(pier.transport.isShutdown()).isTrue();
        assertThat(pier.events(PoolEvent.PoolClosed.class)).hasSize(1);
        pier.close();
        assertThat(pier.events(PoolEvent.PoolClosed.class)).hasSize(1);
    }

    @Test
    void closingEndsByForceWhatDoesNotEndInTime() {
        Pier pier = Pier.of(A);
        SharedConnection<Connection> call = pier.enter();
        AtomicBoolean closed = new AtomicBoolean();
        pier.pool.closeAsync(Duration.ofSeconds(5), () -> closed.set(true));
        pier.advance(Duration.ofSeconds(5));
        assertThat(call.connection().isClosed()).isTrue();
        call.failed(new IOException("closed"));
        Awaitility.await().untilTrue(closed);
        pier.close();
    }

    @Test
    void aConnectThatIsUnderWayWhenThePoolIsClosedLeavesNothingBehind() {
        Pier pier = Pier.of(A);
        pier.server(A).hangs();
        pier.pool.connectAll();
        assertThat(pier.server(A).hanging()).isEqualTo(1);
        pier.close();
        assertThat(pier.server(A).hanging()).isZero();
    }

    @Test
    void aCloseThatThrowsHarmsNothing() {
        try (Pier pier = Pier.of(A)) {
            pier.server(A).failsToClose();
            pier.enter();
            pier.server(A).connections().get(0).lose(null);
            assertThat(pier.tryEnter()).isNotNull();
        }
    }

    /** A handful of connects that get no answer took all the places there are, for five seconds each, one after another. */
    @Test
    void endpointsThatDoNotAnswerKeepNoOthersFromBeingConnected() {
        String[] all = new String[33];
        for (int i = 0; i < all.length; i++) {
            all[i] = "10.0.1." + (i + 1) + ":7001";
        }
        try (Pier pier = Pier.of(o -> o, all)) {
            for (int i = 0; i < 32; i++) {
                pier.server(all[i]).hangs();
            }
            pier.pool.connectAll();
            pier.advanceMillis(1_100);
            assertThat(pier.endpoint(all[32]).connections()).isEqualTo(1);
        }
    }

    /** Each answer of the first call to a balancer was given a predecessor that it had not made, and might try to cast. */
    @Test
    void aBalancersFirstPickerHasNoPredecessor() {
        List<Boolean> predecessors = new ArrayList<>();
        Balancer balancer = (candidates, previous) -> {
            predecessors.add(previous.isPresent());
            return admission -> candidates.isEmpty() ? -1 : 0;
        };
        try (Pier pier = Pier.of(o -> o.balancer(balancer), A)) {
            pier.discovery.publish(A, B);
            assertThat(predecessors).startsWith(false, true);
        }
    }
}
