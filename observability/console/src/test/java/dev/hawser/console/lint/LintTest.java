// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import dev.hawser.view.PoolView.Source;
import dev.hawser.view.PoolView.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LintTest {
    private static final EndpointView FIRST = endpoint("10.0.0.1:7001", 1, 0, Steering.NONE);
    private static final EndpointView SECOND = endpoint("10.0.0.2:7001", 1, 0, Steering.NONE);

    private static EndpointView endpoint(String address, int opened, int failures, Steering steering) {
        return new EndpointView(
                Endpoint.of(address),
                EndpointState.UP,
                "",
                new Connections(1, 0, 0, 0, 0, 8, opened, failures),
                new Traffic(0, 0, 0, OptionalDouble.empty()),
                steering,
                Optional.empty());
    }

    private static PoolSample pool(Optional<String> problem, EndpointView... endpoints) {
        Source source = new Source("static:", Optional.empty(), problem);
        PoolView view =
                new PoolView("kv", Holding.SHARED, source, Optional.empty(), 0, Use.NONE, Map.of(), List.of(endpoints));
        return new PoolSample(view, Optional.empty(), List.of(), false, Optional.empty());
    }

    private static List<String> rulesThatFind(PoolSample pool) {
        return Lint.check(List.of(pool)).stream().map(Finding::rule).toList();
    }

    @Test
    void aPoolThatIsAsItShouldBeHasNoFindings() {
        assertThat(rulesThatFind(pool(Optional.empty(), FIRST, SECOND))).isEmpty();
    }

    @Test
    void aSourceThatFailsIsFound() {
        assertThat(rulesThatFind(pool(Optional.of("timed out"), FIRST, SECOND))).containsExactly("discovery-fails");
    }

    @Test
    void anEndpointThatWasNeverReachedIsFound() {
        EndpointView never = endpoint("10.0.0.9:7001", 0, 3, Steering.NONE);
        EndpointView restarted = endpoint("10.0.0.8:7001", 1, 30, Steering.NONE);
        EndpointView starting = endpoint("10.0.0.7:7001", 0, 2, Steering.NONE);

        List<Finding> findings = Lint.check(List.of(pool(Optional.empty(), FIRST, never, restarted, starting)));

        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).what()).isEqualTo("1 endpoint never had a connection (10.0.0.9:7001)");
    }

    @Test
    void aSingleEndpointIsFound() {
        assertThat(rulesThatFind(pool(Optional.empty(), FIRST))).containsExactly("one-endpoint");
    }

    @Test
    void whatAnOperatorDidIsFound() {
        EndpointView drained = endpoint("10.0.0.3:7001", 1, 0, new Steering(true, OptionalInt.empty()));
        EndpointView weighed = endpoint("10.0.0.4:7001", 1, 0, new Steering(false, OptionalInt.of(7)));

        assertThat(rulesThatFind(pool(Optional.empty(), FIRST, drained))).containsExactly("steered-by-hand");
        assertThat(rulesThatFind(pool(Optional.empty(), FIRST, weighed))).containsExactly("steered-by-hand");
    }

    @Test
    void theWorstComesFirst() {
        assertThat(rulesThatFind(pool(Optional.of("timed out"), FIRST)))
                .containsExactly("discovery-fails", "one-endpoint");
    }

    @Test
    void aClosedPoolIsLeftInPeace() {
        assertThat(rulesThatFind(pool(Optional.of("timed out"), FIRST).ended())).isEmpty();
    }

    @Test
    void everyRuleHasANameOfItsOwn() {
        assertThat(Lint.rules()).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
    }
}
