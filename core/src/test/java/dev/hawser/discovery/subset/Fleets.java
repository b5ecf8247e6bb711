// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.subset;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Many servers, and many clients that each take a subset of them. */
final class Fleets {

    private Fleets() {}

    static List<Endpoint> servers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Endpoint.of("10.1." + i / 250 + "." + i % 250 + ":7001"))
                .toList();
    }

    static Set<Address> addresses(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::address).collect(Collectors.toSet());
    }

    /** How many members two subsets of one client don't share: those that came, or those that left if they are more. */
    static int moved(List<Endpoint> before, List<Endpoint> after) {
        Set<Address> came = new HashSet<>(addresses(after));
        came.removeAll(addresses(before));
        Set<Address> left = new HashSet<>(addresses(before));
        left.removeAll(addresses(after));
        return Math.max(came.size(), left.size());
    }

    /** The load of each server, if each client has a load of 1 and spreads it over its subset. */
    static double[] loads(int clients, List<Endpoint> servers, IntFunction<SubsetOptions> options) {
        Map<Address, Integer> places = new HashMap<>();
        servers.forEach(server -> places.put(server.address(), places.size()));
        double[] loads = new double[servers.size()];
        for (int client = 0; client < clients; client++) {
            List<Endpoint> subset = new Subset(options.apply(client)).of(servers);
            for (Endpoint member : subset) {
                loads[places.get(member.address())] += 1.0 / subset.size();
            }
        }
        return loads;
    }

    static double maxToMean(double[] loads) {
        return Arrays.stream(loads).max().orElseThrow()
                / Arrays.stream(loads).average().orElseThrow();
    }
}
