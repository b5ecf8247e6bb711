// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import java.time.Duration;

/**
 * How endpoints are asked whether they are fit for calls.
 *
 * <p>Make one from {@link #every} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param period between two checks of one endpoint, each give or take a tenth, the first at a random moment of it
 * @param timeout of one check, apart from the deadline of any call
 * @param unhealthyAfter failed checks in a row that take an endpoint out of service
 * @param healthyAfter passed checks in a row that take it back
 */
public record CheckOptions(Duration period, Duration timeout, int unhealthyAfter, int healthyAfter) {

    /** So that no sum of a clock reading and a period overflows. */
    private static final Duration LONGEST = Duration.ofDays(365);

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    public static final int DEFAULT_UNHEALTHY_AFTER = 3;
    public static final int DEFAULT_HEALTHY_AFTER = 2;

    public CheckOptions {
        check("period", period);
        check("timeout", timeout);
        if (unhealthyAfter < 1) {
            throw new IllegalArgumentException("unhealthyAfter: " + unhealthyAfter + " (expected: >= 1)");
        }
        if (healthyAfter < 1) {
            throw new IllegalArgumentException("healthyAfter: " + healthyAfter + " (expected: >= 1)");
        }
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0, at most " + LONGEST + ")");
        }
    }

    /** That often, with a time-out of 1 s; out after 3 failures in a row, back after 2 passes. */
    public static CheckOptions every(Duration period) {
        return new CheckOptions(period, DEFAULT_TIMEOUT, DEFAULT_UNHEALTHY_AFTER, DEFAULT_HEALTHY_AFTER);
    }

    public CheckOptions withTimeout(Duration value) {
        return new CheckOptions(period, value, unhealthyAfter, healthyAfter);
    }

    public CheckOptions withThresholds(int unhealthy, int healthy) {
        return new CheckOptions(period, timeout, unhealthy, healthy);
    }
}
