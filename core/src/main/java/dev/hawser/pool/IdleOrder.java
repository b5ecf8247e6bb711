// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

/** Which of several idle connections is leased first. */
public enum IdleOrder {
    /**
     * The one nearest to the calling thread: each thread starts looking at a place of its own, so that threads seldom
     * touch each other's connections. The fastest, and no order is promised.
     */
    NEAREST,
    /** The one returned first (FIFO): all connections stay in use, and none gets old unseen. */
    OLDEST_FIRST,
    /** The one returned last (LIFO): few connections stay warm, and the surplus reaches its idle timeout. */
    NEWEST_FIRST
}
