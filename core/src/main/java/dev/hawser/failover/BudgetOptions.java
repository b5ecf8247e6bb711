// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import java.time.Duration;

/**
 * How many retries a target is expected to bear.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param share of a retry that each call pays in, 0 to {@link #MAX_SHARE}
 * @param reservePerSecond retries that a second pays in whether there are calls or not, 0 to {@link #MAX_RESERVE}
 * @param memory how long what was paid in lasts, so how much is saved up: it fades with this time constant
 */
public record BudgetOptions(double share, int reservePerSecond, Duration memory) {

    /** A tenth of the calls: growth by 1.1 where plain retries triple the load (Google, "Handling Overload", 2016). */
    public static final double DEFAULT_SHARE = 0.1;

    /** Few calls a second would save up a retry only now and then; these keep retries useful for them (Finagle). */
    public static final int DEFAULT_RESERVE = 10;

    /** Finagle's: long enough for a burst of failures, short enough to forget how busy it was before. */
    public static final Duration DEFAULT_MEMORY = Duration.ofSeconds(10);

    /** The bound of the whole project: five layers of it multiply load by 2.5, five layers of one retry by 32. */
    public static final double MAX_SHARE = 0.2;

    /** The bound of the whole project, like {@link #MAX_SHARE}. */
    public static final int MAX_RESERVE = 10;

    public BudgetOptions {
        if (!(share >= 0 && share <= MAX_SHARE)) {
            throw new IllegalArgumentException("share: " + share + " (expected: 0 to " + MAX_SHARE + ")");
        }
        if (reservePerSecond < 0 || reservePerSecond > MAX_RESERVE) {
            throw new IllegalArgumentException(
                    "reservePerSecond: " + reservePerSecond + " (expected: 0 to " + MAX_RESERVE + ")");
        }
        if (memory.compareTo(Duration.ofSeconds(1)) < 0 || memory.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("memory: " + memory + " (expected: PT1S to PT1H)");
        }
    }

    /** 10 % of calls and 10 a second, remembered for 10 s. */
    public static BudgetOptions defaults() {
        return new BudgetOptions(DEFAULT_SHARE, DEFAULT_RESERVE, DEFAULT_MEMORY);
    }

    public BudgetOptions withShare(double value) {
        return new BudgetOptions(value, reservePerSecond, memory);
    }

    public BudgetOptions withReservePerSecond(int value) {
        return new BudgetOptions(share, value, memory);
    }

    public BudgetOptions withMemory(Duration value) {
        return new BudgetOptions(share, reservePerSecond, value);
    }
}
