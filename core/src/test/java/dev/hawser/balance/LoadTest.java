// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LoadTest {

    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final Offset<Double> ALMOST = within(1.0);

    private final Peers.Clock clock = new Peers.Clock();
    private final Load load = new Load(clock);

    @Test
    void theFirstSampleIsTheMean() {
        load.started();
        load.succeeded(40 * MS, 0);

        assertThat(load.latencyNanos(0)).isCloseTo(40 * MS, ALMOST);
    }

    @Test
    void theNextSampleMovesTheDecayedMeanByThreeTenths() {
        load.succeeded(40 * MS, 0);

        load.succeeded(10 * MS, 10 * SECOND);

        double decayed = 40 * MS * Math.exp(-1);
        assertThat(load.latencyNanos(10 * SECOND)).isCloseTo(decayed + 0.3 * (10 * MS - decayed), ALMOST);
    }

    @Test
    void theMeanFallsByEInTenSeconds() {
        load.succeeded(40 * MS, 5 * SECOND);

        assertThat(load.latencyNanos(15 * SECOND)).isCloseTo(40 * MS / Math.E, ALMOST);
    }

    /** PT9: comparing keys is comparing the decayed means, at any moment, before and after the clock wraps. */
    @Test
    void keysAreOrderedAsTheDecayedMeansAre() {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            long start = round % 2 == 0 ? Long.MAX_VALUE - random.nextInt(60) * SECOND : random.nextLong();
            Load a = sampled(random, start);
            Load b = sampled(random, start);
            long now = start + 60 * SECOND + random.nextInt(60) * SECOND;
            double difference = a.latencyNanos(now) / b.latencyNanos(now) - 1;
            if (Math.abs(difference) > 1e-5) {
                assertThat(Load.isFaster(a.latencyKey(), b.latencyKey()))
                        .as("from %d, at %d, %s and %s", start, now, a.latencyNanos(now), b.latencyNanos(now))
                        .isEqualTo(difference < 0);
            }
        }
    }

    @Test
    void theUnknownIsFasterThanAnybodyButAnotherUnknown() {
        Load known = new Load(clock);
        known.succeeded(1, 0);
        double unknown = load.latencyKey();

        assertThat(Load.isFaster(unknown, known.latencyKey())).isTrue();
        assertThat(Load.isFaster(known.latencyKey(), unknown)).isFalse();
        assertThat(Load.isFaster(unknown, unknown)).isFalse();
    }

    @Test
    void aFailureWeighsTenAndFadesWithinFifteenSeconds() {
        load.started();
        load.failed(0);

        assertThat(levelAt(0)).isEqualTo(10);
        assertThat(levelAt(5 * SECOND)).isEqualTo(4); // 10/e = 3.68
        assertThat(levelAt(14 * SECOND)).isEqualTo(1);
        assertThat(levelAt(15 * SECOND)).isZero();
    }

    @Test
    void aFailureIsForgottenWhenTheEndpointIsConnectedAnew() {
        load.started();
        load.failed(0);

        load.reached();

        assertThat(levelAt(0)).isZero();
    }

    /** Without the cap, whoever failed a thousand times would never be tried again. */
    @Test
    void aThousandFailuresWeighNoMoreThanOne() {
        for (int i = 0; i < 1_000; i++) {
            load.started();
            load.failed(i);
        }

        assertThat(levelAt(1_000)).isEqualTo(10);
        assertThat(levelAt(16 * SECOND)).isZero();
    }

    @Test
    void aFailureSaysNothingAboutLatency() {
        load.succeeded(40 * MS, 0);

        load.failed(0);

        assertThat(load.latencyNanos(0)).isCloseTo(40 * MS, ALMOST);
    }

    @Test
    void aSuccessAfterTheFailureHasFadedForgetsIt() {
        load.failed(0);
        clock.now = 20 * SECOND;

        load.succeeded(MS, clock.now);

        clock.now = 0; // a clock that lags shows that the failure is gone, and not only outweighed
        assertThat(load.level()).isZero();
    }

    @Test
    void aSuccessRightAfterAFailureDoesNotHideIt() {
        load.failed(0);

        load.succeeded(MS, 1);

        assertThat(levelAt(1)).isEqualTo(10);
    }

    /** A cancelled attempt took at least so long: news if that is longer than expected, and none otherwise. */
    @Test
    void aCancelledAttemptCountsOnlyIfItTookLongerThanTheMean() {
        load.succeeded(40 * MS, 0);

        load.cancelled(30 * MS, 0);
        assertThat(load.latencyNanos(0)).isCloseTo(40 * MS, ALMOST);

        load.cancelled(140 * MS, 0);
        assertThat(load.latencyNanos(0)).isCloseTo(70 * MS, ALMOST);
    }

    @Test
    void anUnknownEndpointThatNeverAnswersBecomesKnownByCancellation() {
        load.cancelled(SECOND, 0);

        assertThat(load.latencyNanos(0)).isCloseTo(SECOND, ALMOST);
    }

    /** PT10. */
    @Test
    void inFlightIsNeverNegativeAndZeroOnceAllHaveEnded() {
        Random random = new Random(9);
        int open = 0;
        for (int i = 0; i < 10_000; i++) {
            if (random.nextBoolean()) {
                load.started();
                open++;
            } else {
                end(random.nextInt(3), i);
                open = Math.max(0, open - 1);
            }
            assertThat(load.inFlight()).isEqualTo(open);
        }
        while (open-- > 0) {
            end(random.nextInt(3), 0);
        }
        assertThat(load.inFlight()).isZero();
    }

    @Test
    void noSampleMakesTheKeyNotANumber() {
        long[] odd = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, SECOND, -SECOND};
        for (long now : odd) {
            for (long elapsed : odd) {
                load.succeeded(elapsed, now);
                load.cancelled(elapsed, now);
                assertThat(load.latencyKey()).isFinite();
                assertThat(load.latencyNanos(now)).isFinite();
            }
        }
    }

    private int levelAt(long now) {
        clock.now = now;
        return load.level();
    }

    private void end(int how, long now) {
        switch (how) {
            case 0 -> load.succeeded(MS, now);
            case 1 -> load.failed(now);
            default -> load.cancelled(MS, now);
        }
    }

    private Load sampled(Random random, long start) {
        Load result = new Load(clock);
        long now = start;
        for (int i = 0; i < 5; i++) {
            now += random.nextInt(12) * SECOND;
            result.succeeded(1 + random.nextInt(1_000_000_000), now);
        }
        return result;
    }
}
