// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.outage;

/** A pool of connections to one {@link Server}, as the outage sees it. Safe for use by any thread. */
interface Harbour extends AutoCloseable {

    /** Waits for a lease, a second at most. */
    Object claim() throws Exception;

    /** Whether the leased connection still works. */
    boolean works(Object lease) throws Exception;

    void giveBack(Object lease) throws Exception;

    /** Has a connection closed that does not work any more. */
    void discard(Object lease) throws Exception;

    @Override
    void close() throws Exception;
}
