// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.fleet;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells its watcher what it is told to. */
final class PushedDiscovery implements Discovery {

    private @Nullable Watcher watcher;

    void push(List<Endpoint> endpoints) {
        if (watcher == null) {
            throw new IllegalStateException("nobody watches");
        }
        watcher.onEndpoints(endpoints);
    }

    @Override
    public Subscription watch(Watcher newWatcher, Context context) {
        watcher = newWatcher;
        return () -> {};
    }

    @Override
    public String describe() {
        return "pushed";
    }
}
