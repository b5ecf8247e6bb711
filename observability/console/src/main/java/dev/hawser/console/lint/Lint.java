// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.view.Finding;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All rules. */
public final class Lint {
    private static final List<Rule> RULES = Stream.of(
                    EndpointRules.ALL,
                    DiscoveryRules.ALL,
                    WeightRules.ALL,
                    SteeringRules.ALL,
                    CapacityRules.ALL,
                    DeadlineRules.ALL,
                    RetryRules.ALL,
                    KeepAliveRules.ALL,
                    LifetimeRules.ALL,
                    PrivacyRules.ALL,
                    UseRules.ALL,
                    NameRules.ALL,
                    ConsoleRules.ALL)
            .flatMap(List::stream)
            .toList();

    private Lint() {}

    /** All rules, in the order of the documentation. */
    public static List<Rule> rules() {
        return RULES;
    }

    /** What all rules find in those of these pools that are not closed. */
    public static List<Finding> check(List<PoolSample> pools, LintContext all) {
        return pools.stream()
                .filter(pool -> !pool.closed())
                .flatMap(pool -> RULES.stream().flatMap(rule -> rule.find(pool, all).stream()))
                .toList();
    }

    /** The same findings, the worst first. */
    public static List<Finding> inOrder(List<Finding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::severity).reversed())
                .toList();
    }
}
