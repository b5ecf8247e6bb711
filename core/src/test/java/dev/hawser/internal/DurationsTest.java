// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.view.Histogram;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private final Durations durations = new Durations();

    @Test
    void thereIsNothingAtFirst() {
        assertThat(durations.histogram().count()).isZero();
        assertThat(durations.histogram().total()).isZero();
    }

    @Test
    void aDurationIsFoundWhereItBelongs() {
        durations.record(5_000_000);

        assertThat(durations.histogram().quantile(1))
                .hasValueSatisfying(
                        end -> assertThat(end).isBetween(Duration.ofMillis(5), Duration.ofNanos(5_625_000)));
        assertThat(durations.histogram().total()).isEqualTo(Duration.ofMillis(5));
    }

    /** A clock that lags behind another thread's must not throw, nor take anything away. */
    @Test
    void lessThanNothingIsNothing() {
        durations.record(-1);

        assertThat(durations.histogram().count()).isEqualTo(1);
        assertThat(durations.histogram().total()).isZero();
    }

    @Test
    void aCenturyFallsIntoTheLastRange() {
        durations.record(Long.MAX_VALUE);

        assertThat(durations.histogram().quantile(1)).contains(Duration.ofNanos(Histogram.endOf(Histogram.RANGES - 1)));
    }

    @Test
    void whatCameInBetweenIsTheDifference() {
        durations.record(1_000);
        Histogram before = durations.histogram();
        durations.record(2_000);

        assertThat(durations.histogram().since(before).count()).isEqualTo(1);
        assertThat(durations.histogram().since(before).total()).isEqualTo(Duration.ofNanos(2_000));
    }
}
