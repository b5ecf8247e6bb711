// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

/** Who may answer a query, after Consul's "consistency modes" and "agent caching". */
public enum Consistency {

    /** The leader. In the rare moment of a partition it may be one that has just been voted out. */
    DEFAULT,

    /**
     * Any server, also while there is no leader: spreads the load, and the answer may be behind, most often by
     * milliseconds. One that is behind by 10 s or more is used all the same, with a warning.
     */
    STALE,

    /** The agent itself, which keeps one answer up to date for all who ask it. */
    CACHED
}
