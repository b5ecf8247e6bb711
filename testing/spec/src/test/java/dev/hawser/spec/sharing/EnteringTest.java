// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static dev.hawser.spec.sharing.Pier.B;
import static dev.hawser.spec.sharing.Pier.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.balance.Balancers;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How calls find a connection, and how they wait for one. */
class EnteringTest {

    private static SharingOptions oneConnection(int calls) {
        return SharingOptions.defaults().withConnections(0, 1).withInFlight(calls, calls);
    }

    @Test
    void nothingIsConnectedBeforeTheFirstCall() {
        try (Pier pier = Pier.of(A, B)) {
            assertThat(pier.transport.connections()).isEmpty();
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.IDLE);
        }
    }

    @Test
    void theFirstCallConnectsAndTheNextOnesShare() {
        try (Pier pier = Pier.of(A)) {
            List<SharedConnection<Connection>> calls = pier.enter(3);
            assertThat(pier.server(A).connects()).isEqualTo(1);
            assertThat(pier.endpoint(A).inFlight()).isEqualTo(3);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.UP);
            calls.forEach(call -> call.succeeded(0));
            assertThat(pier.endpoint(A).inFlight()).isZero();
            assertThat(pier.endpoint(A).calls()).isEqualTo(3);
        }
    }

    @Test
    void anIdleEndpointsTurnConnectsItAndTheCallGoesToAnother() {
        try (Pier pier = Pier.of(o -> o.balancer(Balancers.roundRobin()), A, B)) {
            pier.enter().succeeded(0);
            pier.server(B).hangs();
            assertThat(pier.visit()).isEqualTo(A);
            assertThat(pier.visit()).isEqualTo(A);
            assertThat(pier.server(B).connects()).isEqualTo(1);
            pier.server(B).answerHanging();
            assertThat(IntStream.range(0, 4).mapToObj(i -> pier.visit())).contains(A, B);
        }
    }

    @Test
    void aCallWaitsForTheConnectionBeingOpened() {
        try (Pier pier = Pier.of(A)) {
            pier.server(A).after(Duration.ofMillis(50));
            assertThat(pier.tryEnter()).isNull();
            Pier.Call call = pier.waits();
            pier.advanceMillis(49);
            assertThat(call.isWaiting()).isTrue();
            pier.advanceMillis(1);
            assertThat(call.connection().connection().address()).hasToString(A);
            call.connection().succeeded(0);
        }
    }

    @Test
    void aConnectionNeverCarriesMoreThanItsMaximum() {
        try (Pier pier = Pier.of(o -> o.sharing(oneConnection(3)), A)) {
            pier.enter(3);
            assertThat(pier.tryEnter()).isNull();
            assertThat(pier.endpoint(A).inFlight()).isEqualTo(3);
        }
    }

    @Test
    void waitersAreServedInOrderOfArrival() {
        try (Pier pier = Pier.of(o -> o.sharing(oneConnection(1)), A)) {
            SharedConnection<Connection> first = pier.enter();
            List<Pier.Call> waiting = List.of(pier.waits(), pier.waits(), pier.waits());
            first.succeeded(0);
            assertThat(waiting.stream().map(Pier.Call::isServed)).containsExactly(true, false, false);
            waiting.get(0).connection().succeeded(0);
            assertThat(waiting.stream().map(Pier.Call::isServed)).containsExactly(true, true, false);
        }
    }

    @Test
    void aNewcomerDoesNotOvertakeThoseWhoWait() {
        try (Pier pier = Pier.of(o -> o.sharing(oneConnection(1)), A)) {
            pier.enter();
            Pier.Call waiting = pier.waits();
            assertThat(pier.tryEnter()).isNull();
            assertThat(waiting.isWaiting()).isTrue();
        }
    }

    @Test
    void aWaiterIsRefusedAtItsDeadlineAndToldWhy() {
        try (Pier pier = Pier.of(o -> o.sharing(oneConnection(1)), A)) {
            pier.enter();
            Pier.Call call = pier.call(Choice.ANY, Duration.ofMillis(200), Patience.WAIT);
            pier.advanceMillis(199);
            assertThat(call.isWaiting()).isTrue();
            pier.advanceMillis(1);
            PoolExhaustedException refusal = (PoolExhaustedException) call.refusal();
            assertThat(refusal.waited()).isEqualTo(Duration.ofMillis(200));
            assertThat(refusal.refusal().kind()).isEqualTo(Refusal.Kind.FULL);
            assertThat(refusal).hasMessageContaining(A).hasMessageContaining("saturated: 1 call in flight");
        }
    }

    @Test
    void aWaiterPastItsDeadlineIsNeverServed() {
        try (Pier pier = Pier.of(o -> o.sharing(oneConnection(1)), A)) {
            SharedConnection<Connection> first = pier.enter();
            Pier.Call late = pier.call(Choice.ANY, Duration.ZERO, Patience.WAIT);
            first.succeeded(0);
            assertThat(late.isServed()).isFalse();
            assertThat(late.refusal()).isInstanceOf(PoolExhaustedException.class);
        }
    }

    @Test
    void aCancelledWaiterHearsNothingMore() {
        try (Pier pier = Pier.of(o -> o.sharing(oneConnection(1)), A)) {
            SharedConnection<Connection> first = pier.enter();
            Pier.Call given = pier.waits();
            Pier.Call next = pier.waits();
            given.cancel();
            first.succeeded(0);
            assertThat(given.isWaiting()).isTrue();
            assertThat(next.isServed()).isTrue();
            pier.advance(Duration.ofSeconds(20));
            assertThat(given.isWaiting()).isTrue();
        }
    }

    @Test
    void moreWaitersThanAllowedAreRefusedAtOnce() {
        try (Pier pier = Pier.of(o -> o.sharing(oneConnection(1)).maxWaiters(1), A)) {
            pier.enter();
            Pier.Call one = pier.waits();
            Pier.Call tooMany = pier.waits();
            assertThat(one.isWaiting()).isTrue();
            assertThat(((PoolExhaustedException) tooMany.refusal()).refusal().kind())
                    .isEqualTo(Refusal.Kind.TOO_MANY_WAITERS);
        }
    }

    @Test
    void aCallMayBeForOneEndpointAlone() {
        try (Pier pier = Pier.of(A, B, C)) {
            for (int i = 0; i < 5; i++) {
                assertThat(pier.enter(Choice.only(Address.parse(B))).endpoint().address())
                        .hasToString(B);
            }
            assertThat(pier.server(A).connects()).isZero();
        }
    }

    @Test
    void anUnknownEndpointIsRefusedAtOnce() {
        try (Pier pier = Pier.of(A)) {
            Pier.Call call = pier.call(Choice.only(Address.parse(C)), Duration.ofSeconds(1), Patience.WAIT);
            assertThat(call.refusal()).hasMessageContaining(C + " is not among its endpoints");
        }
    }

    @Test
    void aFailFastCallIsRefusedWhenEverybodyIsDown() {
        try (Pier pier = Pier.of(A, B)) {
            pier.server(A).refuses();
            pier.server(B).refuses();
            Pier.Call call = pier.failsFast();
            assertThat(call.refusal())
                    .hasMessageContaining("every endpoint is down")
                    .hasMessageContaining("refused");
            assertThat(pier.failsFast().isWaiting()).isFalse();
        }
    }

    /** "every endpoint is down" was said of a fleet of which only the endpoint asked for was. */
    @Test
    void aCallForOneEndpointAloneIsToldAboutThatOneAlone() {
        try (Pier pier = Pier.of(A, B)) {
            pier.server(A).refuses();
            Pier.Call call = pier.call(Choice.only(Address.parse(A)), Duration.ofSeconds(1), Patience.FAIL_FAST);
            assertThat(call.refusal())
                    .hasMessageContaining(A + ", the only endpoint asked for, is down for ")
                    .hasMessageContaining("refused")
                    .hasMessageNotContaining("every endpoint");
        }
    }

    @Test
    void aFailFastCallWaitsWhileOneIsConnecting() {
        try (Pier pier = Pier.of(A, B)) {
            pier.server(A).refuses();
            pier.server(B).after(Duration.ofMillis(30));
            pier.pool.connectAll();
            Pier.Call call = pier.failsFast();
            assertThat(call.isWaiting()).isTrue();
            pier.advanceMillis(30);
            assertThat(call.isServed()).isTrue();
        }
    }

    @Test
    void aPatientCallWaitsUntilOneRecovers() {
        try (Pier pier = Pier.of(A)) {
            pier.server(A).refuses();
            Pier.Call call = pier.waits();
            pier.advanceMillis(250);
            assertThat(call.isWaiting()).isTrue();
            pier.server(A).accepts();
            pier.advanceMillis(1000);
            assertThat(call.isServed()).isTrue();
        }
    }

    @Test
    void aFailFastCallWaitsForTheFirstWordOfDiscoveryAndIsRefusedIfThatIsAFailure() {
        try (Pier pier = Pier.silent()) {
            Pier.Call call = pier.failsFast();
            assertThat(call.isWaiting()).isTrue();
            pier.discovery.fail(new IllegalStateException("no such host"));
            assertThat(call.refusal()).hasMessageContaining("no such host");
        }
    }

    @Test
    void aRetryGoesToAnotherEndpointEvenIfThatMustBeConnectedFirst() {
        try (Pier pier = Pier.of(A, B)) {
            Address tried = pier.enter().endpoint().address();
            String other = tried.toString().equals(A) ? B : A;
            pier.server(other).after(Duration.ofMillis(20));
            Choice another = Choice.ANY.avoiding(tried);
            assertThat(pier.pool.tryEnter(another)).isNull();
            Pier.Call call = pier.call(another, Duration.ofSeconds(1), Patience.FAIL_FAST);
            pier.advanceMillis(20);
            assertThat(call.connection().endpoint().address()).hasToString(other);
        }
    }

    @Test
    void anAvoidedEndpointServesWhenAllOthersAreDown() {
        try (Pier pier = Pier.of(A, B)) {
            pier.server(B).refuses();
            pier.pool.connectAll();
            Choice notA = Choice.ANY.avoiding(Address.parse(A));
            assertThat(pier.enter(notA).endpoint().address()).hasToString(A);
        }
    }

    @Test
    void aClosedPoolRefusesAtOnce() {
        Pier pier = Pier.of(o -> o.sharing(oneConnection(1)), A);
        pier.enter();
        Pier.Call waiting = pier.waits();
        pier.close();
        assertThat(waiting.refusal()).isInstanceOf(PoolClosedException.class);
        assertThat(pier.tryEnter()).isNull();
        assertThat(pier.waits().refusal()).isInstanceOf(PoolClosedException.class);
    }

    /**
     * Found by the simulation, seeds 10 and 116: the timer of a wait that was given up was left to run, which kept the
     * caller in memory until its deadline, and outlived the pool.
     */
    @Test
    void aWaitThatIsGivenUpLeavesNoTimer() {
        try (Pier pier = Pier.of(A)) {
            pier.server(A).hangs();
            int before = pier.waits().isWaiting() ? pier.time.pending() : 0;
            Pier.Call call = pier.waits();
            assertThat(pier.time.pending()).isEqualTo(before + 1);
            call.cancel();
            assertThat(pier.time.pending()).isEqualTo(before);
        }
    }

    /** Found by the simulation: refusals after the end were told to listeners that had been told of the end. */
    @Test
    void nothingIsToldAfterThePoolWasClosed() {
        Pier pier = Pier.of(A);
        pier.close();
        Pier.Call call = pier.waits();
        assertThat(call.refusal()).isInstanceOf(PoolClosedException.class);
        assertThat(pier.events.get(pier.events.size() - 1)).isInstanceOf(PoolEvent.PoolClosed.class);
    }
}
