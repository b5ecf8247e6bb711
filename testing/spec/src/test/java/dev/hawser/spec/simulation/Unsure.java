// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import java.util.List;

/** A source that never knows for certain that nobody is left, and then just answers with an empty list. */
record Unsure(Discovery source) implements Discovery {

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        return source.watch(new Doubting(watcher), context);
    }

    @Override
    public String describe() {
        return source.describe();
    }

    private record Doubting(Watcher watcher) implements Watcher {

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            watcher.onEndpoints(endpoints);
        }

        @Override
        public void onGone() {
            watcher.onEndpoints(List.of());
        }

        @Override
        public void onFailure(Throwable cause) {
            watcher.onFailure(cause);
        }
    }
}
