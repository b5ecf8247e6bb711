// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

/**
 * A pool as the benchmarks see it. Safe for use by any thread.
 *
 * <p>One JVM loads one implementation of interest, so that a call through this interface is inlined.
 */
public interface PoolUnderTest extends AutoCloseable {

    /**
     * Takes a lease, waiting for it up to the shape's timeout; throws when the time is over.
     *
     * @param turn counts the claims of the calling thread: a pool keyed by address claims from address {@code turn mod
     *     endpoints}, so that peers pay nothing for the choice and share no counter; a pool with a balancer ignores it
     */
    Object claim(int turn) throws Exception;

    /** Returns a lease. */
    void giveBack(Object lease) throws Exception;

    /**
     * The pool as one thread may use it, where a pool has a faster way for those who keep an object for each thread.
     * Virtual threads, of which there are too many for that, do without.
     */
    default PoolUnderTest forThread() {
        return this;
    }

    /** What the lease is of, the same object whenever the same connection is leased. */
    default Object connection(Object lease) {
        return lease;
    }

    @Override
    default void close() throws Exception {}
}
