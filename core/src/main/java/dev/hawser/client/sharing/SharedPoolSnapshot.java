// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a shared pool stood at one moment.
 *
 * @param pool its name
 * @param source where its endpoints come from
 * @param waiting calls that wait for a connection
 * @param discoveryAge how old the endpoints' last confirmation by discovery is; absent before the first
 * @param discoveryProblem why discovery's latest word was not used; absent if it was
 * @param endpoints in the order of their addresses, draining ones included
 */
public record SharedPoolSnapshot(
        String pool,
        String source,
        int waiting,
        Optional<Duration> discoveryAge,
        Optional<DiscoveryProblem> discoveryProblem,
        List<EndpointSnapshot> endpoints) {

    public SharedPoolSnapshot {
        endpoints = List.copyOf(endpoints);
    }

    /** Calls in flight, over all endpoints. */
    public int inFlight() {
        return endpoints.stream().mapToInt(EndpointSnapshot::inFlight).sum();
    }

    /** Connections that take calls, over all endpoints. */
    public int connections() {
        return endpoints.stream().mapToInt(EndpointSnapshot::connections).sum();
    }

    /**
     * How one endpoint stood.
     *
     * @param endpoint who it is
     * @param state in one word
     * @param why the reason it cannot serve right now, in words; empty if it can
     * @param connections that take calls
     * @param connecting connections being opened
     * @param draining connections that finish what they have
     * @param inFlight calls on all of them
     * @param calls that have ended, since the endpoint was added
     * @param failures of those, by the endpoint's fault
     * @param connectFailures attempts to connect that failed since the endpoint was added
     */
    public record EndpointSnapshot(
            Endpoint endpoint,
            EndpointState state,
            String why,
            int connections,
            int connecting,
            int draining,
            int inFlight,
            long calls,
            long failures,
            long connectFailures) {}
}
