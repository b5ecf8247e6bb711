// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A discovery, read for the names of its endpoints. */
record DiscoveredNames(Discovery discovery) implements NameSource {

    /** The attribute that says what an endpoint is called. */
    static final String NAME = "name";

    DiscoveredNames {
        requireNonNull(discovery, "discovery");
    }

    @Override
    public Discovery.Subscription watch(Watcher watcher, Discovery.Context context) {
        return discovery.watch(
                new Discovery.Watcher() {
                    @Override
                    public void onEndpoints(List<Endpoint> endpoints) {
                        watcher.onNames(names(endpoints));
                    }

                    @Override
                    public void onGone() {
                        watcher.onGone();
                    }

                    @Override
                    public void onFailure(Throwable cause) {
                        watcher.onFailure(cause);
                    }
                },
                context);
    }

    private static Map<String, String> names(List<Endpoint> endpoints) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            for (String name : endpoint.attributes().getOrDefault(NAME, "").split(",", -1)) {
                if (!name.isBlank()) {
                    names.putIfAbsent(name.strip(), endpoint.address().toString());
                }
            }
        }
        return names;
    }

    @Override
    public String describe() {
        return discovery.describe();
    }
}
