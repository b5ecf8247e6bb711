// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.util.List;
import java.util.stream.IntStream;

/** Endpoints that are there from the start and never change. Nobody listens at them. */
public final class FixedDiscovery implements Discovery {

    private static final int PORTS = 50_000;
    private static final int FIRST_PORT = 10_000;

    private final List<Endpoint> endpoints;

    public FixedDiscovery(int count) {
        endpoints = IntStream.range(0, count).mapToObj(FixedDiscovery::endpoint).toList();
    }

    /** The i-th of any number of endpoints that differ in their addresses. */
    public static Endpoint endpoint(int i) {
        return Endpoint.of(new Address("10.0.0." + (1 + i / PORTS), FIRST_PORT + i % PORTS));
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        watcher.onEndpoints(endpoints);
        return () -> {};
    }

    @Override
    public String describe() {
        return "fixed: " + endpoints.size() + " endpoints";
    }
}
