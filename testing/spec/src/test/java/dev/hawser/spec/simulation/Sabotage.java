// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.time.Time;
import dev.hawser.transport.Transport;

/** Spoils a pool, or what it stands on, in a way that the checks must notice. */
interface Sabotage {

    Sabotage NONE = new Sabotage() {};

    default ConnectionPoolBuilder<Link> options(ConnectionPoolBuilder<Link> chosen) {
        return chosen;
    }

    default Transport<Link> transport(Transport<Link> servers) {
        return servers;
    }

    default Time time(Time time) {
        return time;
    }
}
