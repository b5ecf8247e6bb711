// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.view.Histogram;
import dev.hawser.view.PoolView.Use;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a pool did in a stretch of time.
 *
 * @param perSecond leases or calls
 * @param failedPerSecond of those, by an endpoint's fault
 * @param successPercent of those; absent if there were none
 * @param uses how long they took
 * @param waits how long callers waited
 */
public record Rates(
        double perSecond, double failedPerSecond, OptionalDouble successPercent, Histogram uses, Histogram waits) {

    static Rates between(Use earlier, Use later, double seconds) {
        long total = Math.max(0, later.total() - earlier.total());
        long failed = Math.max(0, later.failed() - earlier.failed());
        OptionalDouble success =
                total == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * Math.max(0, total - failed) / total);
        return new Rates(
                total / seconds,
                failed / seconds,
                success,
                later.uses().since(earlier.uses()),
                later.waits().since(earlier.waits()));
    }

    /** In milliseconds, that which such a part took no longer than. */
    public static OptionalDouble millis(Histogram histogram, double part) {
        Optional<Duration> quantile = histogram.quantile(part);
        return quantile.isPresent() ? OptionalDouble.of(quantile.get().toNanos() / 1e6) : OptionalDouble.empty();
    }
}
