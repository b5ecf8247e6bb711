// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.event.PoolListener;
import dev.hawser.internal.Observers;
import dev.hawser.internal.Resources;
import java.util.List;

/**
 * Where a pool is put together, in the order of a request's journey: a client that limits (the gate of each member),
 * balances (the fleet's picker), discovers (the watch), pools (each member's slots), connects (the transport), tries
 * again (the backoff of each member), and tells (the listeners).
 */
final class Assembly {

    private Assembly() {}

    static <C> ConnectionPool<C> assemble(ConnectionPoolBuilder<C> chosen, String name) {
        Resources resources = Resources.of(chosen.time, chosen.executor, name);
        List<PoolListener> listeners = Observers.of(resources.time(), chosen.listeners);
        FleetPool<C> pool = new FleetPool<>(new Engine.Parts<>(chosen, name, resources, listeners));
        pool.start();
        return pool;
    }
}
