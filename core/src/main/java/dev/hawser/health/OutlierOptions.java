// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import java.time.Duration;

/**
 * When an endpoint whose calls fail is left alone, and for how long.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param consecutiveFailures in a row that eject; 0 switches this rule off
 * @param successRatio below which, over the last ten seconds, an endpoint is ejected; 0 switches this rule off
 * @param minCalls in those ten seconds, for the ratio to mean something
 * @param baseEjection how long the first ejection lasts at most; doubles with each that follows, with equal jitter
 * @param maxEjection where the doubling ends
 */
public record OutlierOptions(
        int consecutiveFailures, double successRatio, int minCalls, Duration baseEjection, Duration maxEjection) {

    /** So that no sum of a clock reading and an ejection overflows. */
    private static final Duration LONGEST = Duration.ofDays(365);

    public static final int DEFAULT_CONSECUTIVE_FAILURES = 5;
    public static final double DEFAULT_SUCCESS_RATIO = 0.8;
    public static final int DEFAULT_MIN_CALLS = 20;
    public static final Duration DEFAULT_BASE_EJECTION = Duration.ofSeconds(5);
    public static final Duration DEFAULT_MAX_EJECTION = Duration.ofSeconds(300);

    public OutlierOptions {
        if (consecutiveFailures < 0) {
            throw new IllegalArgumentException("consecutiveFailures: " + consecutiveFailures + " (expected: >= 0)");
        }
        if (!(successRatio >= 0 && successRatio <= 1)) {
            throw new IllegalArgumentException("successRatio: " + successRatio + " (expected: 0 to 1)");
        }
        if (minCalls < 1) {
            throw new IllegalArgumentException("minCalls: " + minCalls + " (expected: >= 1)");
        }
        if (baseEjection.isNegative() || baseEjection.isZero()) {
            throw new IllegalArgumentException("baseEjection: " + baseEjection + " (expected: > 0)");
        }
        if (maxEjection.compareTo(baseEjection) < 0 || maxEjection.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("maxEjection: " + maxEjection + " (expected: " + baseEjection
                    + ", which is baseEjection, to " + LONGEST + ")");
        }
    }

    /** 5 in a row, or fewer than 80 % of at least 20 calls in 10 s; out for 5 s, doubling to 5 min. */
    public static OutlierOptions defaults() {
        return new OutlierOptions(
                DEFAULT_CONSECUTIVE_FAILURES,
                DEFAULT_SUCCESS_RATIO,
                DEFAULT_MIN_CALLS,
                DEFAULT_BASE_EJECTION,
                DEFAULT_MAX_EJECTION);
    }

    /** Nobody is ever ejected. */
    public static OutlierOptions off() {
        return new OutlierOptions(0, 0, DEFAULT_MIN_CALLS, DEFAULT_BASE_EJECTION, DEFAULT_MAX_EJECTION);
    }

    public OutlierOptions withConsecutiveFailures(int value) {
        return new OutlierOptions(value, successRatio, minCalls, baseEjection, maxEjection);
    }

    public OutlierOptions withSuccessRatio(double value, int calls) {
        return new OutlierOptions(consecutiveFailures, value, calls, baseEjection, maxEjection);
    }

    public OutlierOptions withEjection(Duration base, Duration max) {
        return new OutlierOptions(consecutiveFailures, successRatio, minCalls, base, max);
    }
}
