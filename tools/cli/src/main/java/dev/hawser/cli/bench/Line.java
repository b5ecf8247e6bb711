// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.client.PoolSnapshot;
import dev.hawser.endpoint.Address;
import java.time.Duration;

/** A way to send the planned request and hear its answer. Safe for use by any thread. */
interface Line extends AutoCloseable {

    /**
     * Sends one request and waits for the answer.
     *
     * @param heard is told what happened, once the connection was there
     * @throws dev.hawser.client.PoolExhaustedException if there was no connection
     */
    void request(Heard heard) throws InterruptedException;

    /**
     * Waits until one connection is open.
     *
     * @throws dev.hawser.client.PoolExhaustedException if there is none to be had, saying why for each endpoint
     */
    void open(Duration timeout) throws InterruptedException;

    PoolSnapshot snapshot();

    @Override
    void close();

    /** Hears how a request that got a connection ended: one of these. */
    interface Heard {

        void answered(Address server, long waitNanos, long nanos);

        void failed(Address server, long waitNanos, Throwable cause);
    }
}
