// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.traffic;

import dev.hawser.client.PoolSnapshot;
import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;

/**
 * How a server stands, whatever kind of pool it belongs to.
 *
 * @param why its state is what it is; empty if there is nothing to say
 * @param connections in a few characters
 */
public record Standing(Endpoint endpoint, EndpointState state, String why, String connections) {

    /** Idle, leased, and the most there may be. */
    public static Standing of(PoolSnapshot.EndpointSnapshot e) {
        return new Standing(e.endpoint(), e.state(), e.why(), e.idle() + "/" + e.leased() + "/" + e.max());
    }

    /** Open ones, and the calls that share them. */
    public static Standing of(SharedPoolSnapshot.EndpointSnapshot e) {
        String calls = e.inFlight() == 1 ? " call" : " calls";
        return new Standing(e.endpoint(), e.state(), e.why(), e.connections() + ": " + e.inFlight() + calls);
    }
}
