// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Endpoint;
import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.ResolvedAddresses;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The policy against a channel whose connections do what the test says; it runs in one context, so here on one thread. */
class WeightedRoundRobinTest {

    private final ScriptedHelper helper = new ScriptedHelper();
    private final WeightedRoundRobin policy = new WeightedRoundRobin(helper);

    private Status resolved(Endpoint... endpoints) {
        return policy.acceptResolvedAddresses(ResolvedAddresses.newBuilder()
                .setAddresses(Stream.of(endpoints)
                        .map(e -> AddressGroups.of(e, List.of(InetAddress.getLoopbackAddress()), false))
                        .toList())
                .build());
    }

    private static Endpoint port(int port, int weight) {
        return Endpoint.of("127.0.0.1:" + port).withWeight(weight);
    }

    private ScriptedHelper.ScriptedSubchannel at(int port) {
        return helper.byPort.get(port);
    }

    private void ready(int... ports) {
        for (int port : ports) {
            at(port).becomes(ConnectivityState.READY);
        }
    }

    @Test
    void itConnectsToAllAtOnceAndCallsWaitUntilOneIsReady() {
        assertThat(resolved(port(1, 1), port(2, 1)).isOk()).isTrue();

        assertThat(at(1).requests).isEqualTo(1);
        assertThat(at(2).requests).isEqualTo(1);
        assertThat(helper.state).isEqualTo(ConnectivityState.CONNECTING);
        assertThat(helper.pick().hasResult()).isFalse();

        ready(2);
        assertThat(helper.state).isEqualTo(ConnectivityState.READY);
        assertThat(helper.picks(3)).isEqualTo(Map.of(2, 3));
    }

    @Test
    void picksFollowTheWeightsOfThoseThatAreReady() {
        resolved(port(1, 5), port(2, 3), port(3, 2));
        ready(1, 2, 3);
        assertThat(helper.picks(100)).isEqualTo(Map.of(1, 50, 2, 30, 3, 20));

        at(1).fails("gone");
        assertThat(helper.picks(100)).isEqualTo(Map.of(2, 60, 3, 40));
    }

    @Test
    void addressesWithoutWeightsTakeTurns() {
        policy.acceptResolvedAddresses(ResolvedAddresses.newBuilder()
                .setAddresses(List.of(
                        new EquivalentAddressGroup(new InetSocketAddress("127.0.0.1", 1)),
                        new EquivalentAddressGroup(new InetSocketAddress("127.0.0.1", 2))))
                .build());
        ready(1, 2);

        assertThat(helper.picks(10)).isEqualTo(Map.of(1, 5, 2, 5));
    }

    @Test
    void anAnswerThatChangesNothingChangesNothing() {
        resolved(port(1, 3), port(2, 1));
        ready(1, 2);
        var picker = helper.picker;

        resolved(port(1, 3), port(2, 1));

        assertThat(helper.picker).isSameAs(picker);
        assertThat(at(1).updates).isEmpty();
        assertThat(at(1).requests).isEqualTo(1);
    }

    @Test
    void aWeightThatChangesKeepsTheSubchannel() {
        resolved(port(1, 3), port(2, 1));
        ready(1, 2);
        var before = at(1);

        resolved(port(1, 1), port(2, 1));

        assertThat(at(1)).isSameAs(before);
        assertThat(before.shutdown).isFalse();
        assertThat(helper.picks(10)).isEqualTo(Map.of(1, 5, 2, 5));
    }

    @Test
    void whoWeighsNothingIsNotEvenConnectedToUnlessAllDo() {
        resolved(port(1, 0), port(2, 1));
        assertThat(helper.byPort).containsOnlyKeys(2);

        resolved(port(1, 0), port(2, 0));
        ready(1, 2);
        assertThat(helper.picks(10)).isEqualTo(Map.of(1, 5, 2, 5));
    }

    /** It is being drained: that others are down is no reason to send it new work, and it may be down itself in a moment. */
    @Test
    void whoWeighsNothingGetsNothingEvenWhileAllOthersAreDown() {
        resolved(port(1, 1), port(2, 1));
        ready(1, 2);

        resolved(port(1, 0), port(2, 1));
        at(2).fails("refused");

        assertThat(helper.state).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
        assertThat(at(1).shutdown).isFalse();
    }

    @Test
    void allDownIsUnavailableAndSaysWhichAndWhy() {
        resolved(port(1, 1), port(2, 1));
        at(1).fails("refused");
        assertThat(helper.state).isEqualTo(ConnectivityState.CONNECTING);

        at(2).fails("no route");

        assertThat(helper.state).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
        assertThat(helper.pick().getStatus().getDescription())
                .startsWith("all endpoints are down: ")
                .contains(":1 (refused)", ":2 (no route)");
    }

    @Test
    void anAttemptToReconnectAloneIsNoHope() {
        resolved(port(1, 1));
        at(1).fails("refused");

        at(1).becomes(ConnectivityState.CONNECTING);
        assertThat(helper.state).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);

        ready(1);
        assertThat(helper.state).isEqualTo(ConnectivityState.READY);
    }

    @Test
    void aLostConnectionIsMadeAgainAndTheResolverAskedToLook() {
        resolved(port(1, 1));
        ready(1);

        at(1).becomes(ConnectivityState.IDLE);

        assertThat(at(1).requests).isEqualTo(2);
        assertThat(helper.refreshes).isEqualTo(1);
        assertThat(helper.state).isEqualTo(ConnectivityState.CONNECTING);
    }

    /** Failing and then idle, as after a reset of the backoff: the failure sticks, and the connection is wanted all the same. */
    @Test
    void aFailingOneThatGoesIdleIsConnectedToAgain() {
        resolved(port(1, 1));
        at(1).fails("refused");

        at(1).becomes(ConnectivityState.IDLE);

        assertThat(at(1).requests).isEqualTo(2);
    }

    @Test
    void whatIsRemovedIsShutDownAndItsLastWordsChangeNothing() {
        resolved(port(1, 1), port(2, 1));
        ready(1, 2);

        resolved(port(2, 1));
        assertThat(at(1).shutdown).isTrue();
        at(1).becomes(ConnectivityState.IDLE);

        assertThat(helper.refreshes).isZero();
        assertThat(helper.picks(4)).isEqualTo(Map.of(2, 4));
    }

    @Test
    void anAddressThatIsThereTwiceCountsOnce() {
        resolved(port(1, 1), port(1, 7), port(2, 1));
        ready(1, 2);

        assertThat(helper.picks(10)).isEqualTo(Map.of(1, 5, 2, 5));
    }

    @Test
    void theNextPriorityIsConnectedToOnlyOnceAllOfTheBetterOneHaveFailed() {
        resolved(port(1, 1), port(2, 1), port(3, 1).withPriority(1), port(4, 1).withPriority(2));
        at(1).fails("refused");
        assertThat(helper.byPort).containsOnlyKeys(1, 2);

        at(2).fails("refused");
        assertThat(helper.byPort).containsOnlyKeys(1, 2, 3);
        assertThat(helper.state).as("there is hope yet").isEqualTo(ConnectivityState.CONNECTING);

        ready(3);
        assertThat(helper.picks(2)).isEqualTo(Map.of(3, 2));

        ready(1);
        assertThat(helper.picks(2)).isEqualTo(Map.of(1, 2));
        assertThat(at(3).shutdown).isFalse();
    }

    /** Weight 0 is common in SRV records of a single server: it must not lose its turn to the backup. */
    @Test
    void aPriorityInWhichAllWeighNothingIsOneOfEquals() {
        resolved(port(1, 0), port(2, 10).withPriority(1));
        ready(1);

        assertThat(helper.picks(2)).isEqualTo(Map.of(1, 2));
    }

    @Test
    void anErrorOfTheResolversIsHeardOnlyWhileNothingIsKnown() {
        policy.handleNameResolutionError(Status.UNAVAILABLE.withDescription("no agent"));
        assertThat(helper.pick().getStatus().getDescription()).isEqualTo("no agent");

        resolved(port(1, 1));
        ready(1);
        policy.handleNameResolutionError(Status.UNAVAILABLE.withDescription("no agent"));
        assertThat(helper.state).isEqualTo(ConnectivityState.READY);
    }

    @Test
    void aSetThatIsCertainlyEmptyEndsAllConnections() {
        resolved(port(1, 1));
        ready(1);

        assertThat(resolved().getCode()).isEqualTo(Status.Code.UNAVAILABLE);

        assertThat(at(1).shutdown).isTrue();
        assertThat(helper.pick().getStatus().getDescription()).startsWith("no endpoints");
    }

    @Test
    void shutdownEndsAllConnections() {
        resolved(port(1, 1), port(2, 1));

        policy.shutdown();

        assertThat(List.of(at(1).shutdown, at(2).shutdown)).containsOnly(true);
    }
}
