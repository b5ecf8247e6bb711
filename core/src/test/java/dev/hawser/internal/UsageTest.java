// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The calls on one connection, by one thread; what happens between threads is in UsageStressTest. */
class UsageTest {

    private static final int FIRST = 0;
    private static final int LAST = Usage.STRIPES - 1;

    @Test
    void callsAreCountedInFlightAndWhenTheyHaveEnded() {
        Usage usage = new Usage(10, 20);
        usage.enter(FIRST);
        usage.enter(LAST);
        usage.exit(FIRST);
        assertThat(usage.inFlight()).isEqualTo(1);
        assertThat(usage.ended()).isEqualTo(1);
    }

    @Test
    void aCallTooManyIsRefusedAndNotCounted() {
        Usage usage = new Usage(1, 2);
        usage.enter(FIRST);
        usage.enter(LAST);
        assertThat(usage.hasRoom()).isFalse();
        assertThat(usage.enter(FIRST)).isEqualTo(Usage.REFUSED);
        assertThat(usage.inFlight()).isEqualTo(2);
        assertThat(usage.ended()).isZero();
    }

    @Test
    void allPlacesCanBeTakenFromOneStripe() {
        Usage usage = new Usage(50, 100);
        for (int i = 0; i < 100; i++) {
            assertThat(usage.enter(FIRST)).isGreaterThanOrEqualTo(Usage.ENTERED);
        }
        assertThat(usage.enter(LAST)).isEqualTo(Usage.REFUSED);
    }

    @Test
    void aboveTheTargetItSaysThatItIsBusy() {
        Usage usage = new Usage(2, 4);
        assertThat(usage.enter(FIRST)).isEqualTo(Usage.ENTERED);
        assertThat(usage.enter(FIRST)).isEqualTo(Usage.ENTERED);
        assertThat(usage.enter(FIRST)).isEqualTo(Usage.ENTERED_BUSY);
    }

    @Test
    void anEmptyOneIsOverAsSoonAsItIsDrained() {
        Usage usage = new Usage(1, 2);
        usage.enter(FIRST);
        usage.exit(FIRST);
        assertThat(usage.drain()).isTrue();
        assertThat(usage.drain()).isFalse();
        assertThat(usage.force()).isFalse();
        assertThat(usage.enter(FIRST)).isEqualTo(Usage.REFUSED);
    }

    @Test
    void theLastToLeaveIsToldAndNobodyElse() {
        Usage usage = new Usage(1, 2);
        usage.enter(FIRST);
        usage.enter(LAST);
        assertThat(usage.drain()).isFalse();
        assertThat(usage.enter(FIRST)).isEqualTo(Usage.REFUSED);
        assertThat(usage.exit(LAST)).isFalse();
        assertThat(usage.exit(FIRST)).isTrue();
    }

    @Test
    void whoLeavesAfterTheEndByForceIsNotTold() {
        Usage usage = new Usage(1, 2);
        usage.enter(FIRST);
        usage.drain();
        assertThat(usage.force()).isTrue();
        assertThat(usage.exit(FIRST)).isFalse();
    }

    @Test
    void thePeakIsTheMostInFlightSinceTheLastLook() {
        Usage usage = new Usage(10, 20);
        usage.enter(FIRST);
        usage.enter(FIRST);
        usage.exit(FIRST);
        assertThat(usage.takePeak()).isEqualTo(2);
        assertThat(usage.takePeak()).isEqualTo(1);
        usage.exit(FIRST);
        assertThat(usage.takePeak()).isEqualTo(1);
        assertThat(usage.takePeak()).isZero();
    }
}
