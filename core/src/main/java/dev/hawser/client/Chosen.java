// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.internal.Resources;
import dev.hawser.view.Setting;
import dev.hawser.view.Settings;
import java.util.Map;

/** What a pool was built with. */
final class Chosen {

    private Chosen() {}

    static Map<String, Setting> settings(ConnectionPoolBuilder<?> chosen) {
        return new Settings()
                .add("balancer", chosen.balancer)
                .add("rateLimit", chosen.rateLimit)
                .addAll("pool", chosen.pool)
                .addAll("waiting", chosen.waiting)
                .addAll("lifetime", chosen.lifetime)
                .add("reconnectBackoff", chosen.backoff)
                .addAll("follow", chosen.follow)
                .addAll(chosen.transport.settings())
                .add("timing", chosen.timing)
                .add("listener", chosen.listeners.isEmpty() ? "none" : "given")
                .addAll(Resources.settings(chosen.time, chosen.executor))
                .add("random", "of class " + chosen.random.getClass().getSimpleName())
                .toMap();
    }
}
