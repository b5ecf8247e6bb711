// SPDX-License-Identifier: Apache-2.0
package dev.hawser.limit;

/**
 * How many may be under way at once, such as requests on one multiplexed connection.
 *
 * <p>A fixed number. It doesn't learn: a limit that follows the server's latency belongs on the server, which sees all
 * of its clients.
 *
 * @param permits at least 1; {@link Integer#MAX_VALUE} means without limit
 */
public record ConcurrencyLimit(int permits) {

    public ConcurrencyLimit {
        if (permits < 1) {
            throw new IllegalArgumentException("permits: " + permits + " (expected: >= 1)");
        }
    }

    /** At most {@code permits} at once. */
    public static ConcurrencyLimit of(int permits) {
        return new ConcurrencyLimit(permits);
    }

    /** As many as one likes; they are still counted. */
    public static ConcurrencyLimit none() {
        return new ConcurrencyLimit(Integer.MAX_VALUE);
    }

    public boolean isNone() {
        return permits == Integer.MAX_VALUE;
    }

    @Override
    public String toString() {
        return isNone() ? "unlimited" : "at most " + permits;
    }
}
