// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.client.sharing.SharedPoolBuilder;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import dev.hawser.time.Time;
import dev.hawser.transport.SharedTransport;

/** Spoils a shared pool, or what it stands on, in a way that the checks must notice. */
interface SharedSabotage {

    SharedSabotage NONE = new SharedSabotage() {};

    default SharedPoolBuilder<Connection> options(SharedPoolBuilder<Connection> chosen) {
        return chosen;
    }

    default SharedTransport<Connection> transport(SharedTransport<Connection> servers) {
        return servers;
    }

    default Time time(Time time) {
        return time;
    }
}
