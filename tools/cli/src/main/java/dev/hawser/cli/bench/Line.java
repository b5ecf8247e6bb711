// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.endpoint.Address;
import java.time.Duration;
import java.util.List;

/** A way to send the planned request and hear its answer. Safe for use by any thread. */
interface Line extends AutoCloseable {

    /**
     * Sends one request and waits for the answer.
     *
     * @param heard is told what happened
     */
    void request(Heard heard) throws InterruptedException;

    /**
     * Waits until one connection is open and what is to be sent is known.
     *
     * @throws CannotBeginException if nobody can be reached or nothing asked, saying why
     * @throws IllegalArgumentException if the user asked for what the server does not have
     */
    void open(Duration timeout) throws InterruptedException;

    /** In the order of their addresses. */
    List<Standing> endpoints();

    @Override
    void close();

    /** Hears how a request ended: one of these. */
    interface Heard {

        void answered(Address server, long waitNanos, long nanos);

        void failed(Address server, long waitNanos, Throwable cause);

        /** There was no connection for it. */
        void refused(Throwable cause);
    }
}
