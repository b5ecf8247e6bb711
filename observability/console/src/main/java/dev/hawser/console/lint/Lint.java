// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import java.util.Comparator;
import java.util.List;

/** All rules. */
public final class Lint {
    private static final List<Rule> RULES =
            List.of(new DiscoveryFails(), new NeverReached(), new OneEndpoint(), new SteeredByHand());

    private Lint() {}

    /** The names of all rules. */
    public static List<String> rules() {
        return RULES.stream().map(Rule::name).toList();
    }

    /** What all rules find in all pools that are not closed, the worst first. */
    public static List<Finding> check(List<PoolSample> pools) {
        Surroundings all = new Surroundings(pools);
        return pools.stream()
                .filter(pool -> !pool.closed())
                .flatMap(pool -> RULES.stream().flatMap(rule -> rule.check(pool, all)))
                .sorted(Comparator.comparing(Finding::severity).reversed())
                .toList();
    }
}
