// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.client.PoolSnapshot;

/** One way into the fleet: a pool, and how a request goes through it. Safe for use by any thread. */
interface Door extends AutoCloseable {

    /** One word. */
    String name();

    /** What is special about it, in a few words. */
    String description();

    /** Sends one request. May return before it is answered; tells {@code outcomes} exactly once. */
    void request(Outcomes outcomes) throws InterruptedException;

    PoolSnapshot snapshot();

    @Override
    void close();
}
