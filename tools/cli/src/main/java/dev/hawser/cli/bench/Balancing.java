// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The balancers by the names that users type. */
final class Balancing {

    static final String DEFAULT = "weighted-round-robin";

    private static final Map<String, Supplier<Balancer>> BY_NAME = new TreeMap<>(Map.of(
            "round-robin",
            Balancers::roundRobin,
            DEFAULT,
            Balancers::weightedRoundRobin,
            "lvs-weighted-round-robin",
            Balancers::lvsWeightedRoundRobin,
            "least-loaded",
            Balancers::leastLoaded,
            "ordered-failover",
            Balancers::orderedFailover));

    private Balancing() {}

    static Balancer named(String name) {
        Supplier<Balancer> found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "--balancer: '" + name + "' (expected: one of " + String.join(", ", BY_NAME.keySet()) + ")");
        }
        return found.get();
    }
}
