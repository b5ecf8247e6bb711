// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import java.time.Duration;
import java.util.Optional;

/**
 * When a call that is slow to answer is sent a second time, to another endpoint, without waiting for the first to fail.
 * Only for idempotent calls, and only as far as the {@link RetryBudget} goes: without one, hedging makes overload worse.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param maxHedges how many more attempts there may be at once, besides the first
 * @param delay before each of them; absent means the 95th percentile of recent calls, see {@link HedgeDelay}
 */
public record HedgingOptions(int maxHedges, Optional<Duration> delay) {

    /** gRFC A6 allows five attempts in all. */
    public static final int MOST_HEDGES = 4;

    public static final int DEFAULT_MAX_HEDGES = 1;

    private static final Duration LONGEST = Duration.ofDays(365);

    public HedgingOptions {
        if (maxHedges < 1 || maxHedges > MOST_HEDGES) {
            throw new IllegalArgumentException("maxHedges: " + maxHedges + " (expected: 1 to " + MOST_HEDGES + ")");
        }
        delay.ifPresent(value -> {
            if (value.isNegative() || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("delay: " + value + " (expected: PT0S to " + LONGEST + ")");
            }
        });
    }

    /** One more attempt, after the 95th percentile: about one call in twenty is hedged. */
    public static HedgingOptions defaults() {
        return new HedgingOptions(DEFAULT_MAX_HEDGES, Optional.empty());
    }

    public HedgingOptions withMaxHedges(int value) {
        return new HedgingOptions(value, delay);
    }

    public HedgingOptions withDelay(Duration value) {
        return new HedgingOptions(maxHedges, Optional.of(value));
    }
}
