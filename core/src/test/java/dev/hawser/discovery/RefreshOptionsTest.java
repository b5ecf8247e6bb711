// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RefreshOptionsTest {
    private final RefreshOptions refresh =
            RefreshOptions.every(Duration.ofSeconds(30)).withRandom(new Random(1));

    private void assertBetween(double lowSeconds, double highSeconds, int failures) {
        for (int i = 0; i < 1000; i++) {
            assertThat(refresh.delayNanos(failures, Optional.empty()) / 1e9).isBetween(lowSeconds, highSeconds);
        }
    }

    @Test
    void thePeriodIsStretchedByUpToAFifthAndNeverShortened() {
        assertBetween(30, 36, 0);
    }

    @Test
    void retriesDoubleUpToThePeriod() {
        assertBetween(1, 1.2, 1);
        assertBetween(2, 2.4, 2);
        assertBetween(16, 19.2, 5);
        assertBetween(30, 36, 6);
        assertBetween(30, 36, Integer.MAX_VALUE);
    }

    @Test
    void theSameSeedGivesTheSameDelays() {
        RefreshOptions again = refresh.withRandom(new Random(1));

        assertThat(again.delayNanos(0, Optional.empty())).isEqualTo(refresh.delayNanos(0, Optional.empty()));
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThatThrownBy(() -> RefreshOptions.every(Duration.ZERO))
                .hasMessageStartingWith("refresh: PT0S (expected:");
        assertThatThrownBy(() -> RefreshOptions.every(Duration.ofDays(2))).hasMessageStartingWith("refresh: PT48H");
        assertThatThrownBy(() -> refresh.withFirstRetry(Duration.ofSeconds(31)))
                .hasMessage("firstRetry: PT31S (expected: 1ms to 30s)");
        assertThatThrownBy(() -> DnsOptions.defaults().withRefresh(RefreshOptions.every(Duration.ofMillis(999))))
                .hasMessage("refresh: PT0.999S (expected: >= 1s)");
        assertThatThrownBy(() -> FallbackOptions.defaults().withThreshold(0))
                .hasMessage("threshold: 0 (expected: >= 1)");
        assertThatThrownBy(() -> FallbackOptions.defaults().withHold(Duration.ofSeconds(-1)))
                .hasMessage("hold: PT-1S (expected: 0 to 1 day)");
    }
}
