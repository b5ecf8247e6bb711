// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** A server in this process that can be registered as an instance of a service. */
interface Instance extends AutoCloseable {

    /** At least this long an instance goes on serving after it was deregistered: as a hook before its stop would see to. */
    Duration GRACE = Duration.ofMillis(300);

    int port();

    /** Connections that clients have opened so far. */
    int accepted();

    /** Connections that are open. */
    int open();

    /** {@link System#nanoTime} of the first request; 0 before it. */
    long firstUsedAt();

    /** Serves on until nobody is connected any more, and stops. Deregister it first. */
    default void drain() {
        await().pollDelay(GRACE).atMost(Duration.ofSeconds(15)).until(() -> open() == 0);
        close();
    }

    @Override
    void close();
}
