// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.view.EndpointView;
import dev.hawser.view.Finding;
import dev.hawser.view.Finding.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LintTest {
    private static final Address FIRST = Address.parse("10.0.0.1:7001");
    private static final Map<String, Cases.Case> CASES = Cases.all();

    private static List<String> names(List<Finding> findings) {
        return findings.stream().map(Finding::rule).toList();
    }

    @Test
    void aPoolThatIsAsItShouldBeHasNoFindings() {
        assertThat(Stage.withTwo().findings()).isEmpty();
        assertThat(Stage.shared().findings()).isEmpty();
    }

    @Test
    void everyRuleHasCases() {
        assertThat(Lint.rules().stream().map(Rule::name)).containsExactlyInAnyOrderElementsOf(CASES.keySet());
    }

    @TestFactory
    Stream<DynamicTest> eachRuleFindsWhatItIsThereFor() {
        return CASES.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(),
                        () -> assertThat(names(one.getValue().yes().findings())).contains(one.getKey())));
    }

    @TestFactory
    Stream<DynamicTest> eachRuleFindsNothingJustBesideIt() {
        return CASES.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    assertThat(one.getValue().no()).isNotEmpty();
                    assertThat(one.getValue().no())
                            .allSatisfy(
                                    stage -> assertThat(names(stage.findings())).doesNotContain(one.getKey()));
                }));
    }

    @TestFactory
    Stream<DynamicTest> eachFindingSaysWhatWhyAndWhatToDo() {
        return CASES.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    Finding finding = one.getValue().yes().findings().stream()
                            .filter(each -> each.rule().equals(one.getKey()))
                            .findFirst()
                            .orElseThrow();
                    assertThat(List.of(finding.what(), finding.why(), finding.remedy()))
                            .allSatisfy(text -> assertThat(text)
                                    .hasSizeGreaterThan(10)
                                    .doesNotContain("null", "Optional", "  ", "\u202e")
                                    .doesNotEndWith("."));
                    assertThat(finding.pool())
                            .isEqualTo(one.getValue().yes().sample().view().pool());
                }));
    }

    @Test
    void valuesAreInTheWords() {
        Finding finding = CASES.get("max-reached").yes().findings().get(0);
        assertThat(finding.what())
                .isEqualTo("1 caller waiting while 16 connections to 2 endpoints are busy, which is all there may be"
                        + " (pool.maxConnections: 8)");
    }

    @Test
    void theWorstComesFirst() {
        List<Finding> findings = new Stage()
                .with("10.0.0.1:7001")
                .problem("timed out")
                .happened(new PoolEvent.LeaseLeaked("kv", FIRST, Duration.ZERO, true, new Throwable()), Duration.ZERO)
                .findings();
        assertThat(Lint.inOrder(findings).stream().map(Finding::severity))
                .containsExactly(Severity.ERROR, Severity.WARNING, Severity.ADVICE);
    }

    @Test
    void aClosedPoolIsLeftInPeace() {
        Stage stage = new Stage().problem("timed out");
        stage.closed = true;
        assertThat(stage.findings()).isEmpty();
    }

    @Test
    void endpointsThatAreGoneDoNotCount() {
        Stage stage = Stage.withTwo();
        stage.endpoints.set(0, gone(stage));
        assertThat(names(stage.findings())).containsExactly("one-endpoint");
    }

    private static EndpointView gone(Stage stage) {
        EndpointView one = stage.endpoints.get(0);
        return new EndpointView(
                one.endpoint(),
                EndpointState.DRAINING,
                "removed",
                one.connections(),
                one.traffic(),
                one.steering(),
                one.lastError());
    }

    @Test
    void everyRuleHasANameOfItsOwn() {
        assertThat(Lint.rules().stream().map(Rule::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
    }
}
