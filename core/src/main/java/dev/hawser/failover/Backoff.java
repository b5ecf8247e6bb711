// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after the n-th failure in a row. Stub. */
public record Backoff(Duration initial, double multiplier, Duration max, Jitter jitter) {

    public static final Backoff CONNECT = new Backoff(Duration.ofSeconds(1), 1.6, Duration.ofSeconds(120), new Jitter(0.2));

    public long delayNanos(int failures, RandomGenerator random) {
        double plain = Math.min(initial.toNanos() * Math.pow(multiplier, failures - 1), max.toNanos());
        return (long) (plain * (1 - jitter.share() + 2 * jitter.share() * random.nextDouble()));
    }
}
