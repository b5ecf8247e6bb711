// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.health.CheckSchedule.Verdict;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CheckScheduleTest {

    private static final long PERIOD = 10_000_000_000L;
    private static final CheckOptions OPTIONS = CheckOptions.every(Duration.ofSeconds(10));

    private final CheckSchedule schedule = new CheckSchedule(OPTIONS, new SplittableRandom(1), 0);
    private long now;

    @Test
    void theFirstChecksOfManyAreSpreadEvenlyOverThePeriod() {
        SplittableRandom random = new SplittableRandom(7);
        long[] phases = LongStream.range(0, 10_000)
                .map(i -> new CheckSchedule(OPTIONS, random, 0).nextAt().orElseThrow())
                .toArray();

        assertThat(LongStream.of(phases)).allMatch(phase -> phase >= 0 && phase < PERIOD);
        for (int tenth = 0; tenth < 10; tenth++) {
            long from = tenth * PERIOD / 10;
            assertThat(LongStream.of(phases)
                            .filter(phase -> phase >= from && phase < from + PERIOD / 10)
                            .count())
                    .as("binomial, within 5 sigma")
                    .isBetween(850L, 1150L);
        }
    }

    @Test
    void periodsAreDrawnBetweenNineAndElevenTenths() {
        LongStream.Builder periods = LongStream.builder();
        for (int i = 0; i < 2_000; i++) {
            begin();
            schedule.passed(now);
            periods.add(schedule.nextAt().orElseThrow() - now);
        }
        long[] drawn = periods.build().toArray();

        assertThat(LongStream.of(drawn)).allMatch(p -> p >= 0.9 * PERIOD && p <= 1.1 * PERIOD);
        assertThat(LongStream.of(drawn).average().orElseThrow()).isBetween(0.99 * PERIOD, 1.01 * PERIOD);
        assertThat(LongStream.of(drawn).min().orElseThrow()).isLessThan((long) (0.92 * PERIOD));
        assertThat(LongStream.of(drawn).max().orElseThrow()).isGreaterThan((long) (1.08 * PERIOD));
    }

    @Test
    void anUnhealthyEndpointIsAskedFourTimesAsOften() {
        fail();
        fail();
        fail();

        assertThat(schedule.nextAt().orElseThrow() - now).isBetween((long) (0.225 * PERIOD), (long) (0.275 * PERIOD));
    }

    @Test
    void threeFailuresInARowMakeUnhealthyAndTwoPassesHealthy() {
        assertThat(fail()).isEqualTo(Verdict.SAME);
        assertThat(fail()).isEqualTo(Verdict.SAME);
        assertThat(pass()).isEqualTo(Verdict.SAME);
        assertThat(fail()).isEqualTo(Verdict.SAME);
        assertThat(fail()).isEqualTo(Verdict.SAME);
        assertThat(fail()).isEqualTo(Verdict.NOW_UNHEALTHY);
        assertThat(schedule.isHealthy()).isFalse();
        assertThat(fail()).isEqualTo(Verdict.SAME);
        assertThat(pass()).isEqualTo(Verdict.SAME);
        assertThat(fail()).isEqualTo(Verdict.SAME);
        assertThat(pass()).isEqualTo(Verdict.SAME);
        assertThat(pass()).isEqualTo(Verdict.NOW_HEALTHY);
        assertThat(schedule.isHealthy()).isTrue();
    }

    @Test
    void thereIsOneCheckAtATime() {
        begin();

        assertThat(schedule.nextAt()).isEmpty();
        assertThat(schedule.tryBegin(now + 100 * PERIOD)).isFalse();
    }

    @Test
    void aCheckThatTakesLongerThanThePeriodDelaysTheNext() {
        begin();
        now += 3 * PERIOD;
        schedule.passed(now);

        assertThat(schedule.nextAt()).hasValue(now);
    }

    @Test
    void noCheckBeginsBeforeItsTime() {
        assertThat(schedule.tryBegin(schedule.nextAt().orElseThrow() - 1)).isFalse();
    }

    @Test
    void callsThatSucceedPutTheCheckOff() {
        now = schedule.nextAt().orElseThrow();
        schedule.skip(now);

        assertThat(schedule.tryBegin(now)).isFalse();
        assertThat(schedule.nextAt().orElseThrow() - now).isGreaterThanOrEqualTo((long) (0.9 * PERIOD));
    }

    @Test
    void aLostCheckSaysNothing() {
        fail();
        fail();
        begin();
        schedule.lost(now);
        assertThat(schedule.inARow()).isEqualTo(2);

        assertThat(fail()).isEqualTo(Verdict.NOW_UNHEALTHY);
    }

    @Test
    void anAnswerThatNobodyAskedForChangesNothing() {
        assertThat(schedule.failed(now)).isEqualTo(Verdict.SAME);
        assertThat(schedule.inARow()).isZero();
    }

    private Verdict pass() {
        begin();
        return schedule.passed(now);
    }

    private Verdict fail() {
        begin();
        return schedule.failed(now);
    }

    private void begin() {
        now = schedule.nextAt().orElseThrow();
        assertThat(schedule.tryBegin(now)).isTrue();
    }
}
