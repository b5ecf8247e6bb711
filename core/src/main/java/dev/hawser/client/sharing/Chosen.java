// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.internal.Resources;
import dev.hawser.view.Setting;
import dev.hawser.view.Settings;
import java.util.Map;

/** What a pool was built with. */
final class Chosen {

    private Chosen() {}

    static Map<String, Setting> settings(SharedPoolBuilder<?> chosen) {
        return new Settings()
                .add("balancer", chosen.balancer)
                .addAll("sharing", chosen.sharing)
                .add("maxWaiters", chosen.maxWaiters)
                .add("longWait", chosen.longWait)
                .addAll("outliers", chosen.outliers)
                .addAll("checks", chosen.checks)
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
