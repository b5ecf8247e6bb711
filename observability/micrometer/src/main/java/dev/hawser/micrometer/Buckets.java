// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.view.Histogram;
import io.micrometer.core.instrument.Tags;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A histogram of a view as a timer and as counters with the tag {@code le}, as Prometheus' histograms have them: they can
 * be added up over programs, and give any quantile over any span of time. Micrometer has no meter that takes a histogram
 * which somebody else keeps, so these are counters of their own.
 */
final class Buckets {

    /** 33 µs: network is slower than that, and what is faster needs no telling apart. */
    private static final int SHORTEST_POWER = 15;

    /** 69 s: longer than anybody should wait. */
    private static final int LONGEST_POWER = 36;

    private Buckets() {}

    /** Bounds are powers of two nanoseconds, where the ranges of histograms end; so each counter is exact. */
    static List<Series> series(HawserMeter timer, HawserMeter buckets, Tags tags, Supplier<Histogram> histogram) {
        List<Series> all = new ArrayList<>();
        all.add(Series.timer(
                timer,
                tags,
                () -> histogram.get().count(),
                () -> histogram.get().total().toNanos()));
        for (int power = SHORTEST_POWER; power <= LONGEST_POWER; power++) {
            Duration bound = Duration.ofNanos(1L << power);
            all.add(Series.of(
                    buckets, tags.and("le", words(bound)), () -> histogram.get().countBelow(bound)));
        }
        all.add(Series.of(buckets, tags.and("le", "+Inf"), () -> histogram.get().count()));
        return all;
    }

    private static String words(Duration bound) {
        return BigDecimal.valueOf(bound.toNanos(), 9).stripTrailingZeros().toPlainString();
    }
}
