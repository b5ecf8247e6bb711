// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HedgeDelayTest {

    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private final HedgeDelay delay = new HedgeDelay(HedgingOptions.defaults(), 0);

    @Test
    void withoutTwentyCallsThereIsNoHedging() {
        record(19, 10 * MS);
        assertThat(delay.nanos(SECOND / 10)).isEmpty();

        record(2, 10 * MS);
        assertThat(delay.nanos(SECOND / 5)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theEstimateIsNotBelowThePercentileAndAtMostSevenPercentAbove(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] latencies = LongStream.generate(() -> (long) (2 * MS * Math.exp(3 * random.nextDouble())))
                .limit(2_000)
                .toArray();
        LongStream.of(latencies).forEach(delay::record);
        double exact = LongStream.of(latencies).sorted().skip(1_899).findFirst().orElseThrow();

        assertThat((double) delay.nanos(SECOND / 10).orElseThrow()).isBetween(exact * 0.999, exact * 1.07);
    }

    @Test
    void itIsNeverBelowAMillisecond() {
        record(100, 20_000);

        assertThat(delay.nanos(SECOND)).hasValue(MS);
    }

    @Test
    void whatWasMeasuredLosesHalfItsWeightInThirtySeconds() {
        record(1_000, 10 * MS);
        for (long at = 0; at <= 30 * SECOND; at += SECOND / 10) {
            delay.nanos(at);
        }
        // 500 of the old are left: 26 new ones are just below 5 % of all, 28 are above
        record(26, 80 * MS);
        assertThat(delay.nanos(30 * SECOND + SECOND / 10).orElseThrow()).isLessThan(11 * MS);
        record(2, 80 * MS);

        assertThat(delay.nanos(30 * SECOND + SECOND / 5).orElseThrow()).isGreaterThan(79 * MS);
    }

    @Test
    void itFollowsTheTargetWhenThatBecomesFaster() {
        record(1_000, 100 * MS);
        long now = 0;
        for (int second = 0; second < 150; second++) {
            now += SECOND;
            record(20, 5 * MS);
            delay.nanos(now);
        }

        assertThat(delay.nanos(now + SECOND).orElseThrow()).isLessThan(6 * MS);
    }

    @Test
    void longAgoIsAsGoodAsNever() {
        record(1_000, 100 * MS);
        assertThat(delay.nanos(SECOND)).isPresent();
        delay.nanos(3_600 * SECOND);

        assertThat(delay.nanos(3_601 * SECOND)).isEmpty();
    }

    @Test
    void absurdLatenciesAreCountedAsTheLongest() {
        record(50, Long.MAX_VALUE);
        record(1, -1);

        assertThat(delay.nanos(SECOND).orElseThrow()).isGreaterThan(2_000 * SECOND);
    }

    @Test
    void aFixedDelayIsKept() {
        HedgeDelay fixed = new HedgeDelay(HedgingOptions.defaults().withDelay(Duration.ofMillis(30)), 0);
        fixed.record(SECOND);

        assertThat(fixed.nanos(SECOND)).hasValue(30 * MS);
    }

    @Test
    void hedgesBeyondWhatTheProtocolAllowsAreRefused() {
        assertThatThrownBy(() -> HedgingOptions.defaults().withMaxHedges(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxHedges: 0 (expected: 1 to 4)");
        assertThatThrownBy(() -> HedgingOptions.defaults().withMaxHedges(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxHedges: 5 (expected: 1 to 4)");
        assertThatThrownBy(() -> HedgingOptions.defaults().withDelay(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delay: PT-0.001S (expected: PT0S to PT8760H)");
    }

    private void record(int calls, long nanos) {
        for (int i = 0; i < calls; i++) {
            delay.record(nanos);
        }
    }
}
