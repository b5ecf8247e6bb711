// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a pool stood at one moment. Counts of one endpoint are taken together; those of different endpoints may be some
 * instructions apart.
 *
 * @param pool its name
 * @param source where its endpoints come from
 * @param waiting callers that wait for a lease
 * @param discoveryAge how old the endpoints' last confirmation by discovery is; absent before the first
 * @param discoveryProblem why discovery's latest word was not used; absent if it was
 * @param endpoints in the order of their addresses, draining ones included
 */
public record PoolSnapshot(
        String pool,
        String source,
        int waiting,
        Optional<Duration> discoveryAge,
        Optional<DiscoveryProblem> discoveryProblem,
        List<EndpointSnapshot> endpoints) {

    public PoolSnapshot {
        endpoints = List.copyOf(endpoints);
    }

    /** Connections leased, over all endpoints. */
    public int leased() {
        return endpoints.stream().mapToInt(EndpointSnapshot::leased).sum();
    }

    /** Connections idle, over all endpoints. */
    public int idle() {
        return endpoints.stream().mapToInt(EndpointSnapshot::idle).sum();
    }

    /**
     * How one endpoint stood.
     *
     * @param endpoint who it is
     * @param state in one word
     * @param why the reason it cannot serve right now, in words; empty if it can
     * @param idle connections that wait for use
     * @param leased connections in use
     * @param connecting connections being opened
     * @param max the most there may be
     * @param opened connections opened since the endpoint was added
     * @param failures attempts to connect that failed since the endpoint was added
     * @param leases leases given out since the endpoint was added
     */
    public record EndpointSnapshot(
            Endpoint endpoint,
            EndpointState state,
            String why,
            int idle,
            int leased,
            int connecting,
            int max,
            long opened,
            long failures,
            long leases) {}
}
