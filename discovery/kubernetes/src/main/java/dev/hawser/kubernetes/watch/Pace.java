// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.kubernetes.api.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long watches live, and how long to wait after failures. */
final class Pace {
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);

    /** So that all is well again 5 s after the server is. */
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    /** Where waiting doesn't help: a right, a token or a definition is missing. Arbitrary. */
    private static final Duration LONGEST_WHEN_DENIED = Duration.ofSeconds(30);

    /** A server that wants to be left alone for longer is asked all the same. Arbitrary. */
    private static final Duration LONGEST_WISH = Duration.ofMinutes(1);

    /** By so much a delay may be shorter, so that many clients of a server that comes back don't come at once. */
    private static final double JITTER = 0.2;

    private final Duration watchPeriod;
    private final RandomGenerator random;

    Pace(Duration watchPeriod, RandomGenerator random) {
        this.watchPeriod = watchPeriod;
        this.random = random;
    }

    /** Between the period and twice of it. */
    long watchSeconds() {
        return Math.max(1, Math.round(watchPeriod.toMillis() / 1e3 * (1 + random.nextDouble())));
    }

    /** Doubling with each failure in a row, to 5 s, or 30 s if it was denied; longer if the server says so. */
    long retryNanos(int failures, IOException cause) {
        boolean denied = cause instanceof ApiException refusal && refusal.isDenied();
        Duration longest = denied ? LONGEST_WHEN_DENIED : LONGEST_RETRY;
        double plain = Math.min(longest.toNanos(), FIRST_RETRY.toNanos() * Math.pow(2, Math.max(0, failures - 1)));
        return Math.max((long) (plain * (1 - JITTER * random.nextDouble())), wish(cause));
    }

    private static long wish(IOException cause) {
        Duration wish = cause instanceof ApiException refusal ? refusal.retryAfter() : Duration.ZERO;
        return Math.min(wish.toNanos(), LONGEST_WISH.toNanos());
    }
}
