// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureWindowTest {

    private static final long SECOND = 1_000_000_000;

    private final FailureWindow window = new FailureWindow(0);

    @Test
    void countsWhatCameInSinceTheTotalsBefore() {
        window.feed(10, 2, 0);
        window.feed(25, 4, SECOND / 2);

        assertThat(window.ended()).isEqualTo(25);
        assertThat(window.failed()).isEqualTo(4);
    }

    @Test
    void forgetsAfterTenSeconds() {
        window.feed(10, 5, 0);

        window.feed(10, 5, 9 * SECOND);
        assertThat(window.failed()).isEqualTo(5);
        window.feed(10, 5, 10 * SECOND);
        assertThat(window.failed()).isZero();
        assertThat(window.ended()).isZero();
    }

    @Test
    void aMinuteOfSuccessesBeforeTheFirstFailureCountsOnlyForItsLastTenSeconds() {
        window.feed(60_001, 1, 60 * SECOND);

        assertThat(window.ended()).isBetween(9_000L, 10_001L);
        assertThat(window.failed()).isEqualTo(1);
    }

    @Test
    void afterAStartAnewTheTotalsCountFromWhereTheyAre() {
        window.feed(100, 50, 0);
        window.clear(SECOND);

        window.feed(150, 90, 2 * SECOND);
        assertThat(window.ended()).isZero();
        window.feed(153, 91, 2 * SECOND);
        assertThat(window.ended()).isEqualTo(3);
        assertThat(window.failed()).isEqualTo(1);
    }

    @Test
    void aClockOrATotalThatGoesBackDoesNoHarm() {
        window.feed(100, 50, 5 * SECOND);
        window.feed(90, 40, 4 * SECOND);

        assertThat(window.failed()).isEqualTo(50);
        assertThat(window.ended()).isEqualTo(100);
        window.feed(100, 50, 5 * SECOND);
        assertThat(window.ended()).as("counted once").isEqualTo(100);
    }

    /** PT21: inside the window the spacing makes no difference. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void spacingInsideTheWindowMakesNoDifference(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long now = 0;
        int ended = 0;
        int failed = 0;
        for (int call = 0; call < 200; call++) {
            now = Math.min(now + random.nextLong(SECOND / 10), 9 * SECOND);
            ended++;
            failed += random.nextInt(4) == 0 ? 1 : 0;
            window.feed(ended, failed, now);
        }

        assertThat(window.ended()).isEqualTo(200);
        assertThat(window.failed()).isEqualTo(failed);
    }
}
