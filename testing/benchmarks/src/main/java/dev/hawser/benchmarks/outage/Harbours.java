// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.outage;

import dev.hawser.client.WaitOptions.WhenDown;
import java.time.Duration;
import java.util.List;

/** The pools that are put through an outage. */
final class Harbours {

    static final Duration TIMEOUT = Duration.ofSeconds(1);

    private Harbours() {}

    static List<String> names() {
        return List.of("hawser", "hawser-waits", "hikari", "commons");
    }

    /**
     * Opens a pool. "hawser" tells its callers at once when the server is down, "hawser-waits" lets them wait, which is
     * what Hawser does unless told otherwise.
     */
    static Harbour open(String name, Server server, int max) {
        return switch (name) {
            case "hawser" -> new HawserHarbour(server, max, WhenDown.FAIL);
            case "hawser-waits" -> new HawserHarbour(server, max, WhenDown.WAIT);
            case "hikari" -> new HikariHarbour(server, max);
            case "commons" -> new CommonsHarbour(server, max);
            default -> throw new IllegalArgumentException("pool: '" + name + "' (expected: one of " + names() + ")");
        };
    }
}
