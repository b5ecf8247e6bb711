// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When {@link Discoveries#firstOf} leaves a source, and when it goes back.
 *
 * @param threshold after how many failed or empty answers in a row a source that has answered before is left; &gt;= 1
 * @param hold how long to stay with the source that took over before going back to a better one, so that a
 *     source that comes and goes does not make every connection come and go with it; 0 to 1 day
 */
public record FallbackOptions(int threshold, Duration hold) {

    /** One bad answer is an accident, two may be a restart; with DNS three take about seven seconds. */
    public static final int DEFAULT_THRESHOLD = 3;

    /** Bounds the damage of a flapping source to a few changes a minute. The number itself is arbitrary. */
    public static final Duration DEFAULT_HOLD = Duration.ofSeconds(10);

    private static final Duration LONGEST_HOLD = Duration.ofDays(1);

    public FallbackOptions {
        if (threshold < 1) {
            throw new IllegalArgumentException("threshold: " + threshold + " (expected: >= 1)");
        }
        if (requireNonNull(hold, "hold").isNegative() || hold.compareTo(LONGEST_HOLD) > 0) {
            throw new IllegalArgumentException("hold: " + hold + " (expected: 0 to 1 day)");
        }
    }

    public static FallbackOptions defaults() {
        return new FallbackOptions(DEFAULT_THRESHOLD, DEFAULT_HOLD);
    }

    public FallbackOptions withThreshold(int value) {
        return new FallbackOptions(value, hold);
    }

    public FallbackOptions withHold(Duration value) {
        return new FallbackOptions(threshold, value);
    }
}
