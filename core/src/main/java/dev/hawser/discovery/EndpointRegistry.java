// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Endpoints that the program registers and removes by itself, at any time.
 *
 * <p>Safe for use by any thread. A change reaches every watcher before the call returns; changes made by several
 * threads at once reach each watcher one after the other, and the last thing it hears is the final state. Removing the
 * last endpoint is certain ({@link Watcher#onGone}) and so empties a pool. A registry that was always empty says nothing.
 */
public final class EndpointRegistry implements Discovery {
    /*
     * State        endpoints, under `lock`; a version that grows with each change.
     * Who changes  Any thread, under the lock.
     * Never        calls a watcher under the lock. Each watch delivers by itself: see Watch.
     */
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Address, Endpoint> endpoints = new LinkedHashMap<>();
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    /** Adds an endpoint, or replaces the description of its address. */
    public void register(Endpoint endpoint) {
        lock.lock();
        try {
            endpoints.put(endpoint.address(), endpoint);
        } finally {
            lock.unlock();
        }
        watches.forEach(Watch::deliver);
    }

    /** Removes the endpoint of that address; whether there was one. */
    public boolean deregister(Address address) {
        boolean known;
        lock.lock();
        try {
            known = endpoints.remove(address) != null;
        } finally {
            lock.unlock();
        }
        if (known) {
            watches.forEach(Watch::deliver);
        }
        return known;
    }

    /** What is registered now, in order of registration. */
    public List<Endpoint> endpoints() {
        lock.lock();
        try {
            return List.copyOf(endpoints.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        Watch watch = new Watch(new Delivery(watcher, describe()));
        watches.add(watch);
        if (!endpoints().isEmpty()) {
            watch.deliver();
        }
        return () -> {
            watches.remove(watch);
            watch.delivery.close();
        };
    }

    @Override
    public String describe() {
        return "registry: " + Text.count(endpoints().size(), "endpoint");
    }

    /** Delivers to one watcher, one call at a time; whoever comes while a call is under way leaves it to that thread. */
    private final class Watch {
        private final Delivery delivery;
        private final ReentrantLock state = new ReentrantLock();
        private boolean delivering;
        private boolean again;

        Watch(Delivery delivery) {
            this.delivery = delivery;
        }

        void deliver() {
            if (!begin()) {
                return;
            }
            do {
                tell(endpoints());
            } while (!finish());
        }

        private void tell(List<Endpoint> all) {
            if (all.isEmpty()) {
                delivery.onGone(); // somebody was here before, or there would be nothing to tell
            } else {
                delivery.onEndpoints(all);
            }
        }

        private boolean begin() {
            state.lock();
            try {
                again = delivering;
                boolean mine = !delivering;
                delivering = true;
                return mine;
            } finally {
                state.unlock();
            }
        }

        private boolean finish() {
            state.lock();
            try {
                boolean over = !again;
                again = false;
                delivering = !over;
                return over;
            } finally {
                state.unlock();
            }
        }
    }
}
