// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How one set of endpoints differs from the one before, endpoint by endpoint. Pure. */
sealed interface Change {

    /** Whose change it is. */
    Endpoint endpoint();

    record Added(Endpoint endpoint) implements Change {}

    record Removed(Endpoint endpoint) implements Change {}

    /** The same address, told otherwise. */
    record Changed(Endpoint before, Endpoint endpoint) implements Change {

        /** What is different: {@code weight 1 -> 3, state passing -> warning}. */
        String words() {
            List<String> words = new ArrayList<>();
            add(words, "weight", before.weight(), endpoint.weight());
            add(words, "priority", before.priority(), endpoint.priority());
            Map<String, String> old = before.attributes();
            Map<String, String> now = endpoint.attributes();
            TreeSet<String> names = new TreeSet<>(old.keySet());
            names.addAll(now.keySet());
            names.forEach(name -> add(words, name, old.getOrDefault(name, "-"), now.getOrDefault(name, "-")));
            return String.join(", ", words);
        }

        private static void add(List<String> words, String name, Object from, Object to) {
            if (!from.equals(to)) {
                words.add(name + " " + from + " -> " + to);
            }
        }
    }

    /** What has happened between two sets: what has gone first, then what has changed, then what has come. */
    static List<Change> between(List<Endpoint> before, List<Endpoint> after) {
        Map<Address, Endpoint> old = byAddress(before);
        Map<Address, Endpoint> now = byAddress(after);
        List<Change> changes = new ArrayList<>();
        old.values().stream()
                .filter(endpoint -> !now.containsKey(endpoint.address()))
                .forEach(endpoint -> changes.add(new Removed(endpoint)));
        now.values().forEach(endpoint -> {
            Endpoint told = old.get(endpoint.address());
            if (told != null && !told.equals(endpoint)) {
                changes.add(new Changed(told, endpoint));
            }
        });
        now.values().stream()
                .filter(endpoint -> !old.containsKey(endpoint.address()))
                .forEach(endpoint -> changes.add(new Added(endpoint)));
        return changes;
    }

    private static Map<Address, Endpoint> byAddress(List<Endpoint> endpoints) {
        return endpoints.stream()
                .sorted(Order.OF_ENDPOINTS)
                .collect(Collectors.toMap(Endpoint::address, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    }

    /** What is worth telling of one endpoint in a line: {@code weight 1, zone a, passing}. */
    static String words(Endpoint endpoint) {
        List<String> words = new ArrayList<>();
        words.add("weight " + endpoint.weight());
        if (endpoint.priority() != 0) {
            words.add("priority " + endpoint.priority());
        }
        String zone = endpoint.attributes().get(Attributes.ZONE);
        if (zone != null) {
            words.add("zone " + zone);
        }
        String state = endpoint.attributes().get(Attributes.STATE);
        if (state != null) {
            words.add(state);
        }
        return String.join(", ", words);
    }
}
