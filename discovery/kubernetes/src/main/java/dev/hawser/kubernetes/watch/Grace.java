// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.kubernetes.watch.Reader.Found;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Holds on for a moment to endpoints that vanish without a word, because they may be on their way from one resource to
 * another: a controller that deals a service's pods to slices anew changes one slice after the other. Who is still
 * mentioned, as one that is no longer ready, leaves at once.
 *
 * <p>Only decides. Not safe for use by several threads.
 */
final class Grace {
    private final long nanos;
    private Map<Address, Endpoint> told = Map.of();
    private Map<Address, Long> missingSince = Map.of();

    /** @param duration zero for none */
    Grace(Duration duration) {
        nanos = duration.toNanos();
    }

    /** What was found, and who is only just missing. */
    List<Endpoint> with(Found found, long now) {
        if (nanos == 0) {
            return found.endpoints();
        }
        Map<Address, Endpoint> all = new HashMap<>();
        found.endpoints().forEach(each -> all.put(each.address(), each));
        Map<Address, Long> missing = new HashMap<>();
        told.forEach((address, endpoint) -> {
            long since = missingSince.getOrDefault(address, now);
            boolean vanished = !all.containsKey(address) && !found.mentioned().contains(address);
            if (vanished && now - since < nanos) {
                missing.put(address, since);
            }
        });
        missing.keySet().forEach(address -> all.put(address, told.get(address)));
        missingSince = missing;
        told = all;
        return missing.isEmpty() ? found.endpoints() : sorted(all.values());
    }

    private static List<Endpoint> sorted(Collection<Endpoint> endpoints) {
        return endpoints.stream()
                .sorted(Comparator.comparing(Endpoint::address))
                .toList();
    }

    /** Until somebody's moment is over. */
    OptionalLong untilOver(long now) {
        return missingSince.values().stream()
                .mapToLong(since -> Math.max(0, nanos - (now - since)))
                .min();
    }
}
