// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static dev.hawser.spec.sharing.Pier.B;
import static dev.hawser.spec.sharing.Pier.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.balance.Balancers;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent.ConnectionClosed;
import dev.hawser.event.PoolEvent.EndpointSteered;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Steering;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What an operator does to single endpoints of a shared pool. */
class SteeringTest {

    private static final Address AT_A = Address.parse(A);
    private static final Address AT_B = Address.parse(B);
    private static final Choice ONLY_A = Choice.only(AT_A);
    private static final Duration LONG = Duration.ofSeconds(10);

    private static Pier connected(String... addresses) {
        Pier pier = Pier.of(o -> o.balancer(Balancers.roundRobin()), addresses);
        pier.pool.connectAll();
        return pier;
    }

    private static List<String> visits(Pier pier, int times) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(pier.visit());
        }
        return all;
    }

    private static EndpointView view(Pier pier, String address) {
        return pier.pool.view().endpoints().stream()
                .filter(e -> e.endpoint().address().equals(Address.parse(address)))
                .findFirst()
                .orElseThrow();
    }

    private static void failAtA(Pier pier, int times) {
        for (int i = 0; i < times; i++) {
            pier.enter(ONLY_A).failed(new IOException("INTERNAL"));
        }
    }

    // ---- drain

    @Test
    void aDrainedEndpointGetsNoNewCall() {
        try (Pier pier = connected(A, B, C)) {
            pier.pool.control().drain(AT_A);
            assertThat(visits(pier, 6)).containsOnly(B, C);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.DRAINING);
            assertThat(pier.endpoint(A).why()).isEqualTo("drained by an operator");
            assertThat(pier.pool.admits(AT_A)).isFalse();
            assertThat(pier.pool.knows(AT_A)).isTrue();
        }
    }

    @Test
    void theCallsOnItGoOnAndThenItsConnectionIsClosed() {
        try (Pier pier = connected(A)) {
            SharedConnection<Connection> call = pier.enter();
            pier.pool.control().drain(AT_A);
            assertThat(call.connection().isClosed()).isFalse();
            assertThat(view(pier, A).connections().draining()).isEqualTo(1);
            assertThat(view(pier, A).traffic().inFlight()).isEqualTo(1);
            call.succeeded(0);
            assertThat(call.connection().isClosed()).isTrue();
            assertThat(pier.events(ConnectionClosed.class))
                    .extracting(ConnectionClosed::reason)
                    .containsExactly(CloseReason.ENDPOINT_DRAINED);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.DRAINING);
        }
    }

    @Test
    void anAttemptToConnectUnderWayIsGivenUp() {
        try (Pier pier = Pier.of(A)) {
            pier.server(A).hangs();
            Pier.Call waiting = pier.waits();
            pier.pool.control().drain(AT_A);
            assertThat(pier.endpoint(A).connecting()).isZero();
            pier.server(A).answerHanging();
            assertThat(waiting.isWaiting()).isTrue();
            assertThat(pier.transport.open()).isZero();
        }
    }

    @Test
    void aDrainedEndpointIsNotConnectedWhateverIsAsked() {
        SharingOptions two = SharingOptions.defaults().withConnections(2, 4);
        try (Pier pier = Pier.of(o -> o.sharing(two), A)) {
            assertThat(pier.endpoint(A).connections()).isEqualTo(2);
            pier.pool.control().drain(AT_A);
            pier.pool.connectAll();
            Pier.Call waiting = pier.waits();
            pier.advance(Duration.ofSeconds(9));
            assertThat(pier.server(A).connects()).isEqualTo(2);
            pier.pool.control().undrain(AT_A);
            assertThat(waiting.isServed()).isTrue();
            waiting.connection().succeeded(0);
            assertThat(pier.endpoint(A).connections()).isEqualTo(2);
        }
    }

    @Test
    void aDrainedEndpointThatIsDownIsConnectedToWhenThatIsTakenBack() {
        try (Pier pier = Pier.of(A)) {
            pier.server(A).refuses();
            Pier.Call waiting = pier.waits();
            pier.pool.control().drain(AT_A);
            int before = pier.server(A).connects();
            pier.advance(Duration.ofSeconds(5));
            assertThat(pier.server(A).connects()).isEqualTo(before);
            pier.server(A).accepts();
            pier.pool.control().undrain(AT_A);
            assertThat(waiting.isServed()).isTrue();
            waiting.connection().succeeded(0);
        }
    }

    @Test
    void anUndrainedEndpointHasItsTurnsAgain() {
        try (Pier pier = connected(A, B)) {
            pier.pool.control().drain(AT_A);
            visits(pier, 2);
            pier.pool.control().undrain(AT_A);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.IDLE);
            assertThat(visits(pier, 4)).contains(A);
        }
    }

    @Test
    void aDrainSurvivesWhatDiscoverySaysOfTheEndpointAndIsForgottenWhenItIsRemoved() {
        try (Pier pier = connected(A, B)) {
            pier.pool.control().drain(AT_A);
            pier.discovery.publish(Endpoint.of(A).withWeight(5), Endpoint.of(B));
            assertThat(visits(pier, 4)).containsOnly(B);
            pier.discovery.publish(B);
            pier.discovery.publish(A, B);
            pier.advance(FollowOptions.DEFAULT_READMISSION);
            assertThat(visits(pier, 4)).contains(A);
            assertThat(view(pier, A).steering()).isEqualTo(Steering.NONE);
        }
    }

    @Test
    void aCallThatMustGoToADrainedEndpointGoesNowhere() {
        try (Pier pier = connected(A, B)) {
            pier.pool.control().drain(AT_A);
            assertThat(pier.pool.tryEnter(ONLY_A)).isNull();
            assertThat(pier.call(ONLY_A, LONG, Patience.FAIL_FAST).refusal())
                    .hasMessageContaining(A + ", the only endpoint asked for, is drained by an operator");
            Pier.Call patient = pier.call(ONLY_A, LONG, Patience.WAIT);
            assertThat(patient.isWaiting()).isTrue();
            pier.advance(LONG);
            assertThat(patient.refusal()).hasMessageContaining("is drained by an operator");
            assertThat(pier.server(A).connects()).isEqualTo(1);
        }
    }

    @Test
    void ifAllAreDrainedACallIsRefusedAndToldSo() {
        try (Pier pier = connected(A, B)) {
            pier.pool.control().drain(AT_A);
            pier.pool.control().drain(AT_B);
            assertThat(pier.tryEnter()).isNull();
            PoolExhaustedException refused =
                    (PoolExhaustedException) pier.failsFast().refusal();
            assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.ALL_DRAINED);
            assertThat(refused)
                    .hasMessageContaining("every endpoint is drained")
                    .hasMessageContaining(B + " drained by an operator");
        }
    }

    // ---- health

    @Test
    void aDrainedEndpointDoesNotCountForTheMostThatMayBeEjected() {
        try (Pier pier = connected(A, B)) {
            pier.pool.control().drain(AT_B);
            failAtA(pier, 10);
            assertThat(pier.endpoint(A).state()).as("the only one left").isEqualTo(EndpointState.UP);
        }
    }

    @Test
    void whoIsEjectedIsTrustedAgainIfADrainLeavesTooFew() {
        try (Pier pier = connected(A, B)) {
            failAtA(pier, 5);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.EJECTED);
            pier.pool.control().drain(AT_B);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.UP);
            assertThat(pier.visit()).isEqualTo(A);
        }
    }

    @Test
    void anEndpointThatWasEjectedWhenItWasDrainedIsTriedWhenItsTimeIsUp() {
        try (Pier pier = connected(A, B, C)) {
            failAtA(pier, 5);
            pier.pool.control().drain(AT_A);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.DRAINING);
            pier.advance(Duration.ofMinutes(10));
            pier.pool.control().undrain(AT_A);
            pier.pool.connectAll();
            pier.advanceMillis(1);
            assertThat(visits(pier, 6)).contains(A);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.UP);
        }
    }

    @Test
    void drainingMostOfAFleetIsNoPanic() {
        try (Pier pier = connected(A, B, C, "10.0.0.4:7001", "10.0.0.5:7001")) {
            for (String address : List.of(C, "10.0.0.4:7001", "10.0.0.5:7001")) {
                pier.pool.control().drain(Address.parse(address));
            }
            failAtA(pier, 5);
            assertThat(pier.endpoint(A).state()).isEqualTo(EndpointState.EJECTED);
            assertThat(visits(pier, 4)).as("in a panic A would have turns").containsOnly(B);
        }
    }

    // ---- weight

    @Test
    void anotherWeightCountsAtOnceAndReconnectsNobody() {
        try (Pier pier = Pier.of(o -> o.balancer(Balancers.lvsWeightedRoundRobin()), A, B)) {
            pier.pool.connectAll();
            pier.pool.control().weigh(AT_A, OptionalInt.of(3));
            assertThat(visits(pier, 8)).filteredOn(A::equals).hasSize(6);
            pier.discovery.publish(Endpoint.of(A).withWeight(9), Endpoint.of(B));
            assertThat(visits(pier, 8)).filteredOn(A::equals).hasSize(6);
            pier.pool.control().weigh(AT_A, OptionalInt.empty());
            assertThat(visits(pier, 20)).filteredOn(A::equals).hasSize(18);
            assertThat(pier.server(A).connects()).isEqualTo(1);
        }
    }

    @Test
    void theLeastLoadedSeesAnotherWeightToo() {
        try (Pier pier = Pier.of(A, B)) {
            pier.pool.connectAll();
            pier.pool.control().weigh(AT_A, OptionalInt.of(3));
            List<SharedConnection<Connection>> calls = pier.enter(8);
            assertThat(calls)
                    .filteredOn(c -> c.endpoint().address().equals(AT_A))
                    .hasSize(6);
            calls.forEach(call -> call.succeeded(0));
        }
    }

    // ---- all of it

    @Test
    void eachChangeIsToldOnceInWords() {
        try (Pier pier = connected(A, B)) {
            pier.pool.control().drain(AT_A);
            pier.pool.control().drain(AT_A);
            pier.pool.control().undrain(AT_A);
            pier.pool.control().weigh(AT_A, OptionalInt.of(0));
            pier.pool.control().weigh(AT_A, OptionalInt.empty());
            assertThat(pier.events(EndpointSteered.class))
                    .extracting(EndpointSteered::what)
                    .containsExactly(
                            "drained by an operator",
                            "no longer drained",
                            "weight 0 instead of 1",
                            "weight 1 again, as discovery says");
        }
    }

    @Test
    void nothingOfAClosedPoolIsSteered() {
        try (Pier pier = connected(A)) {
            pier.pool.close();
            pier.pool.control().drain(AT_A);
            assertThat(view(pier, A).steering()).isEqualTo(Steering.NONE);
            assertThat(pier.events(EndpointSteered.class)).isEmpty();
        }
    }

    @Test
    void anEndpointThatDiscoveryDoesNotKnowIsRefused() {
        try (Pier pier = connected(A)) {
            assertThatThrownBy(() -> pier.pool.control().drain(AT_B))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(B);
        }
    }

    @Test
    void steeringAClosedPoolDoesNothing() {
        Pier pier = connected(A);
        pier.close();
        int told = pier.events.size();
        pier.pool.control().drain(AT_A);
        pier.pool.control().undrain(AT_A);
        assertThat(pier.events).hasSize(told);
        assertThat(pier.server(A).connects()).isEqualTo(1);
    }

    @Test
    void theViewTellsOfConnectionsAndErrors() {
        try (Pier pier = connected(A)) {
            SharedConnection<Connection> call = pier.enter();
            assertThat(view(pier, A).connections())
                    .isEqualTo(
                            new EndpointView.Connections(0, 1, 0, 0, 0, SharingOptions.DEFAULT_MAX_CONNECTIONS, 1, 0));
            assertThat(view(pier, A).lastError()).isEmpty();
            call.failed(new IOException("the disk is full"));
            pier.advanceMillis(1500);
            assertThat(view(pier, A).connections().idle()).isEqualTo(1);
            assertThat(view(pier, A).lastError())
                    .contains(new EndpointView.LastError("IOException: the disk is full", Duration.ofMillis(1500)));
        }
    }
}
