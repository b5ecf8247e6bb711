// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

/**
 * How many connections are in which phase, and the leases given out so far.
 *
 * @param idle ready to be leased, perhaps after a check
 * @param leased in somebody's hands
 * @param connecting being opened
 * @param checking being checked
 * @param closing being closed
 * @param leases given out since the pool was made
 */
public record Counts(int idle, int leased, int connecting, int checking, int closing, long leases) {

    /** Connections that exist and work as far as we know. */
    public int live() {
        return idle + leased + checking;
    }

    /** All that count toward the maximum. */
    public int total() {
        return live() + connecting + closing;
    }
}
