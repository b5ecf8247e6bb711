// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import java.util.List;

/** Says the same for ever, once, inside {@link #watch}. */
record StaticDiscovery(List<Endpoint> endpoints) implements Discovery {

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
        return "static: " + Text.count(endpoints.size(), "endpoint");
    }
}
