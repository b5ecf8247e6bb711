// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static java.util.stream.Collectors.joining;

import dev.hawser.endpoint.Endpoint;
import java.util.List;

/** Says the same for ever, once, inside {@link #watch}. */
record StaticDiscovery(List<Endpoint> endpoints) implements Discovery {
    /** Enough to know the list again, in a line of a log. */
    private static final int SHOWN = 3;

    StaticDiscovery {
        endpoints = List.copyOf(endpoints);
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        Delivery delivery = new Delivery(watcher, describe());
        delivery.onEndpoints(endpoints);
        return delivery;
    }

    @Override
    public String describe() {
        return endpoints.stream()
                .limit(SHOWN)
                .map(endpoint -> endpoint.address().toString())
                .collect(joining(",", "static:", endpoints.size() > SHOWN ? ",…" : ""));
    }
}
