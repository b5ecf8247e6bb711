// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.subset;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Chooses this client's part of each set it is shown: see {@link SubsetOptions}. It remembers into how many slices the
 * servers were cut, and nothing else. Not safe for use by several threads.
 */
final class Subset {
    private final SubsetOptions options;
    private final Map<Integer, Slices> slices = new HashMap<>();

    Subset(SubsetOptions options) {
        this.options = options;
    }

    /** The chosen, in the order given. */
    List<Endpoint> of(List<Endpoint> endpoints) {
        Map<Integer, Set<Address>> levels = levels(endpoints);
        slices.keySet().retainAll(levels.keySet());
        Set<Address> chosen = new HashSet<>();
        levels.forEach((priority, servers) -> chosen.addAll(chosen(priority, servers)));
        return endpoints.stream()
                .filter(endpoint -> chosen.contains(endpoint.address()))
                .toList();
    }

    /** Who takes part, by priority. */
    private static Map<Integer, Set<Address>> levels(List<Endpoint> endpoints) {
        boolean weightless = endpoints.stream().allMatch(endpoint -> endpoint.weight() == 0);
        Map<Integer, Set<Address>> levels = new TreeMap<>();
        for (Endpoint endpoint : endpoints) {
            if (weightless || endpoint.weight() > 0) {
                levels.computeIfAbsent(endpoint.priority(), priority -> new HashSet<>())
                        .add(endpoint.address());
            }
        }
        return levels;
    }

    private List<Address> chosen(int priority, Set<Address> servers) {
        if (options.clientIndex().isEmpty()) {
            List<Address> ranked = Order.of(servers, options.seed());
            return ranked.subList(0, Math.min(options.size(), ranked.size()));
        }
        return slices.computeIfAbsent(priority, level -> new Slices(options)).of(servers);
    }
}
