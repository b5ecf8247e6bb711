// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HistogramTest {

    private static Histogram of(long... nanos) {
        long[] counts = new long[Histogram.RANGES];
        long total = 0;
        for (long one : nanos) {
            counts[Histogram.rangeOf(one)]++;
            total += one;
        }
        return Histogram.of(counts, total);
    }

    @Test
    void rangesLieSideBySideAndEachDurationFallsIntoItsOwn() {
        for (int range = 0; range < Histogram.RANGES - 1; range++) {
            assertThat(Histogram.rangeOf(Histogram.endOf(range) - 1)).isEqualTo(range);
            assertThat(Histogram.rangeOf(Histogram.endOf(range))).isEqualTo(range + 1);
        }
    }

    @Test
    void whatIsTooShortOrTooLongFallsIntoTheOutermostRanges() {
        assertThat(Histogram.rangeOf(-1)).isZero();
        assertThat(Histogram.rangeOf(0)).isZero();
        assertThat(Histogram.rangeOf(TimeUnit.HOURS.toNanos(1))).isEqualTo(Histogram.RANGES - 1);
        assertThat(Histogram.rangeOf(Long.MAX_VALUE)).isEqualTo(Histogram.RANGES - 1);
    }

    @Test
    void aQuantileIsRightToAnEighth() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong(1_024, TimeUnit.MINUTES.toNanos(17));

            long said = of(nanos).quantile(0.5).orElseThrow().toNanos();

            assertThat(said).isBetween(nanos, nanos + nanos / 8 + 1);
        }
    }

    @Test
    void aQuantileIsOfThoseInOrder() {
        long[] durations = new long[100];
        for (int i = 0; i < durations.length; i++) {
            durations[i] = TimeUnit.MILLISECONDS.toNanos(i + 1);
        }

        Histogram all = of(durations);

        assertThat(all.quantile(0.5).orElseThrow()).isBetween(Duration.ofMillis(50), Duration.ofMillis(57));
        assertThat(all.quantile(0.99).orElseThrow()).isBetween(Duration.ofMillis(99), Duration.ofMillis(112));
        assertThat(all.quantile(1).orElseThrow()).isBetween(Duration.ofMillis(100), Duration.ofMillis(113));
        assertThat(all.quantile(0).orElseThrow()).isLessThan(Duration.ofMillis(2));
    }

    @Test
    void ofNothingThereIsNoQuantile() {
        assertThat(Histogram.EMPTY.quantile(0.5)).isEmpty();
        assertThat(of().quantile(1)).isEmpty();
        assertThat(Histogram.EMPTY.count()).isZero();
    }

    @Test
    void aPartBelowNoneOrAboveAllIsRefused() {
        assertThatThrownBy(() -> of(1).quantile(1.1)).hasMessage("part: 1.1 (expected: 0 to 1)");
        assertThatThrownBy(() -> of(1).quantile(Double.NaN)).hasMessage("part: NaN (expected: 0 to 1)");
        assertThatThrownBy(() -> Histogram.of(new long[Histogram.RANGES + 1], 0))
                .hasMessage("counts: 241 (expected: <= 240)");
    }

    @Test
    void whatCameBetweenTwoIsTheirDifference() {
        Histogram earlier = of(2_000, 3_000_000);
        Histogram later = of(2_000, 3_000_000, 3_000_000, 5_000);

        assertThat(later.since(earlier)).isEqualTo(of(3_000_000, 5_000));
        assertThat(later.since(Histogram.EMPTY)).isEqualTo(later);
    }

    @Test
    void belowTheEndOfARangeIsExact() {
        Histogram all = of(1_500, 2_000_000, 40_000_000);
        long end = Histogram.endOf(Histogram.rangeOf(2_000_000));

        assertThat(all.countBelow(Duration.ofNanos(end))).isEqualTo(2);
        assertThat(all.countBelow(Duration.ofHours(1))).isEqualTo(3);
        assertThat(all.countBelow(Duration.ZERO)).isZero();
        assertThat(Histogram.EMPTY.countBelow(Duration.ofHours(1))).isZero();
    }

    /** So what is said never is too many: a bucket of a meter may lack some, until its bound is the end of a range. */
    @Test
    void theRangeThatABoundCutsIsLeftOut() {
        Histogram one = of(2_000_000);
        long end = Histogram.endOf(Histogram.rangeOf(2_000_000));

        assertThat(one.countBelow(Duration.ofNanos(end - 1))).isZero();
        assertThat(one.countBelow(Duration.ofNanos(end))).isEqualTo(1);
    }

    /** A pool of the same name that began again counts from nothing: nothing is below nothing. */
    @Test
    void fewerThanBeforeIsNone() {
        assertThat(of(2_000).since(of(2_000, 2_000)).count()).isZero();
        assertThat(of(2_000).since(of(2_000, 2_000)).total()).isZero();
    }
}
