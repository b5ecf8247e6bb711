// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.PoolView.Holding;
import dev.hawser.view.PoolView.Source;
import dev.hawser.view.PoolView.Use;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is said about the next pick, for each reason. */
class ExplanationTest {

    private static final Unavailable DOWN =
            new Unavailable.Down(Duration.ofSeconds(12), 3, new ConnectException("refused"), Duration.ofSeconds(2));

    private Holding holding = Holding.EXCLUSIVE;
    private String balancer = "weightedRoundRobin";
    private Map<String, Setting> more = Map.of();
    private int waiting;
    private Optional<String> problem = Optional.empty();
    private Optional<Address> leader = Optional.empty();
    private OptionalDouble budget = OptionalDouble.empty();
    private final List<EndpointView> endpoints = new ArrayList<>();

    private static Endpoint at(int number, int weight) {
        return Endpoint.of("10.0.0." + number + ":7001").withWeight(weight);
    }

    private void up(Endpoint endpoint, int inFlight) {
        add(endpoint, EndpointState.UP, "", inFlight, Steering.NONE);
    }

    private void unable(Endpoint endpoint, EndpointState state, Unavailable why) {
        add(endpoint, state, why.toString(), 0, Steering.NONE);
    }

    private void drained(Endpoint endpoint) {
        Steering steering = new Steering(true, OptionalInt.empty());
        add(endpoint, EndpointState.DRAINING, new Unavailable.Drained().toString(), 0, steering);
    }

    private void add(Endpoint endpoint, EndpointState state, String why, int inFlight, Steering steering) {
        add(endpoint, state, why, new Traffic(inFlight, 0, 0, OptionalDouble.empty()), steering);
    }

    private void add(Endpoint endpoint, EndpointState state, String why, Traffic traffic, Steering steering) {
        Connections connections = new Connections(1, traffic.inFlight(), 0, 0, 0, 30, 1, 0);
        endpoints.add(new EndpointView(endpoint, state, why, connections, traffic, steering, Optional.empty()));
    }

    private Explanation explain() {
        Map<String, Setting> settings =
                new Settings().add("balancer", balancer).addAll(more).toMap();
        Source source = new Source("static", Optional.empty(), problem);
        Use use = Use.NONE.withRetryBudget(budget);
        return Explanation.of(new PoolView("kv", holding, source, leader, waiting, use, settings, endpoints));
    }

    // ---- shares

    @Test
    void weightsShareOutTheTurns() {
        up(at(1, 2), 0);
        up(at(2, 1), 0);
        unable(at(3, 1), EndpointState.DOWN, DOWN);
        Explanation explanation = explain();
        assertThat(explanation.verdict())
                .isEqualTo(
                        "the next lease goes to one of 2 of 3 endpoints, by weight: 10.0.0.1:7001 67 %, 10.0.0.2:7001 33 %");
        assertThat(explanation.endpoints().get(2))
                .isEqualTo(new Explanation.Chance(
                        Address.parse("10.0.0.3:7001"),
                        false,
                        OptionalDouble.of(0),
                        "down for 12s (3 failures, last: ConnectException: refused, next try in 2s)"));
    }

    @Test
    void anOverrideByAnOperatorCountsAndIsTold() {
        add(at(1, 1), EndpointState.UP, "", 0, new Steering(false, OptionalInt.of(3)));
        up(at(2, 1), 0);
        Explanation explanation = explain();
        assertThat(explanation.endpoints().get(0).share()).hasValue(0.75);
        assertThat(explanation.endpoints().get(0).why()).startsWith("weight 3 instead of 1");
    }

    @Test
    void whoWeighsNothingGetsNothingUnlessAllWeighNothing() {
        up(at(1, 0), 0);
        up(at(2, 1), 0);
        assertThat(explain().verdict())
                .isEqualTo("the next lease goes to 1 of 2 endpoints, by weight: 10.0.0.2:7001 100 %");
        endpoints.remove(1);
        up(at(2, 0), 0);
        assertThat(explain().endpoints()).allMatch(chance -> chance.share().orElse(0) == 0.5);
    }

    @Test
    void turnsAreEqualWhateverEndpointsWeigh() {
        balancer = "roundRobin";
        up(at(1, 9), 0);
        up(at(2, 1), 0);
        assertThat(explain().endpoints()).allMatch(chance -> chance.share().orElse(0) == 0.5);
    }

    @Test
    void theLeastLoadedForItsWeightIsNext() {
        balancer = "leastLoaded(64)";
        holding = Holding.SHARED;
        up(at(1, 1), 2);
        up(at(2, 2), 3);
        up(at(3, 4), 9);
        assertThat(explain().verdict())
                .isEqualTo("the next call goes to 1 of 3 endpoints, by load: 10.0.0.2:7001 100 %");
    }

    @Test
    void theBestPriorityComesFirst() {
        balancer = "orderedFailover";
        up(at(1, 1).withPriority(1), 0);
        up(at(2, 1), 0);
        assertThat(explain().endpoints().get(1).share()).hasValue(1);
    }

    @Test
    void ofABalancerOfOnesOwnNoShareIsClaimed() {
        balancer = "mine";
        up(at(1, 1), 0);
        up(at(2, 1), 0);
        assertThat(explain().verdict())
                .isEqualTo("the next lease goes to one of 2 of 2 endpoints, as the balancer 'mine' decides: "
                        + "10.0.0.1:7001, 10.0.0.2:7001");
        assertThat(explain().endpoints()).allMatch(chance -> chance.share().isEmpty());
    }

    @Test
    void theOnlyEndpointIsNamed() {
        up(at(1, 1), 0);
        assertThat(explain().verdict()).isEqualTo("the next lease goes to 10.0.0.1:7001, the only endpoint");
        unable(at(2, 1), EndpointState.DOWN, DOWN);
        assertThat(explain().verdict()).isEqualTo("the next lease goes to 10.0.0.1:7001, the only one that can serve");
    }

    // ---- reasons

    @Test
    void whoCantServeHasTheReasonThatRefusedCallersGet() {
        List<Unavailable> reasons = List.of(
                new Unavailable.RateLimited(Duration.ofMillis(20)),
                new Unavailable.Full(30, 30),
                new Unavailable.Saturated(100, 1),
                new Unavailable.Connecting(1),
                new Unavailable.Ejected("5 failures in a row", Duration.ofSeconds(7)),
                new Unavailable.Draining());
        for (int i = 0; i < reasons.size(); i++) {
            unable(at(i + 2, 1), EndpointState.UP, reasons.get(i));
        }
        up(at(1, 1), 0);
        assertThat(explain().endpoints())
                .filteredOn(chance -> !chance.eligible())
                .extracting(Explanation.Chance::why)
                .containsExactly(
                        "rate limited for 20ms",
                        "full: 30 of 30 connections in use",
                        "saturated: 100 calls in flight on 1 connection",
                        "connecting: 1 under way",
                        "ejected: 5 failures in a row, next try in 7s",
                        "draining");
    }

    @Test
    void aDrainedEndpointIsNamedAsSuch() {
        drained(at(1, 1));
        up(at(2, 1), 0);
        assertThat(explain().endpoints().get(0).why()).isEqualTo("drained by an operator");
    }

    @Test
    void theNextOneWaitsIfTheOthersAreOnlyBusy() {
        unable(at(1, 1), EndpointState.UP, new Unavailable.Full(30, 30));
        drained(at(2, 1));
        assertThat(explain().verdict())
                .isEqualTo("the next lease waits: 10.0.0.1:7001 full: 30 of 30 connections in use; "
                        + "10.0.0.2:7001 drained by an operator");
    }

    @Test
    void whatHappensInAnOutageDependsOnThePool() {
        unable(at(1, 1), EndpointState.DOWN, DOWN);
        drained(at(2, 1));
        assertThat(explain().verdict())
                .startsWith(
                        "the next lease waits until its time is up, or is refused if it doesn't wait: 10.0.0.1:7001 down");
        more = Map.of("waiting.whenDown", Setting.of("FAIL"));
        assertThat(explain().verdict()).startsWith("the next lease is refused: 10.0.0.1:7001 down");
        holding = Holding.SHARED;
        assertThat(explain().verdict())
                .startsWith("the next call is refused, unless it waits until an endpoint is ready: 10.0.0.1:7001 down");
    }

    @Test
    void ifNobodyIsKnownDiscoverysReasonIsTold() {
        problem = Optional.of("no such host");
        unable(at(1, 1), EndpointState.DRAINING, new Unavailable.Draining());
        assertThat(explain().verdict())
                .isEqualTo("the next lease waits or is refused: no endpoint is known; discovery: no such host");
    }

    // ---- notes

    @Test
    void whoWaitsComesFirst() {
        waiting = 3;
        up(at(1, 1), 0);
        assertThat(explain().verdict()).endsWith(", the only endpoint, after those who wait already");
        assertThat(explain().notes()).contains("3 callers wait for a connection, first come, first served");
    }

    @Test
    void limitsAndBudgetsAreTold() {
        more = Map.of("rateLimit", Setting.of("50/s, burst 10, charged at the grant"));
        budget = OptionalDouble.of(4.7);
        add(at(1, 1), EndpointState.UP, "", new Traffic(0, 0, 0, OptionalDouble.of(0.7)), Steering.NONE);
        assertThat(explain().endpoints().get(0).why()).endsWith("of 30 connections, 70 % of its rate used");
        assertThat(explain().notes())
                .contains(
                        "each endpoint has a rate limit: 50/s, burst 10, charged at the grant",
                        "the retry budget allows 4 more at once");
        budget = OptionalDouble.of(0.4);
        assertThat(explain().notes()).contains("the retry budget is used up: what fails is not tried again for now");
    }

    @Test
    void aDrainedLeaderIsTold() {
        leader = Optional.of(Address.parse("10.0.0.1:7001"));
        drained(at(1, 1));
        up(at(2, 1), 0);
        assertThat(explain().notes())
                .contains("10.0.0.1:7001 leads, as far as is known, and is drained by an operator: what must go to the"
                        + " leader is refused");
    }

    @Test
    void discoverysTroubleIsTold() {
        problem = Optional.of("no such host");
        up(at(1, 1), 0);
        assertThat(explain().notes()).contains("discovery has trouble, and what it said last counts: no such host");
    }

    @Test
    void allOfItReadsAsAPage() {
        up(at(1, 1), 0);
        unable(at(2, 1), EndpointState.DOWN, DOWN);
        assertThat(explain().toString().lines())
                .containsExactly(
                        "kv: the next lease goes to 10.0.0.1:7001, the only one that can serve",
                        "  10.0.0.1:7001 100 %: weight 1, 0 in flight, 1 idle and 0 busy of 30 connections",
                        "  10.0.0.2:7001 0 %, not now: down for 12s (3 failures, last: ConnectException: refused, next"
                                + " try in 2s)",
                        "  turns are shared out in proportion to the weights");
    }
}
