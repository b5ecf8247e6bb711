// SPDX-License-Identifier: Apache-2.0
package dev.hawser.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.limit.RateLimit.Charge;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    @Test
    void aRateIsAMinimumGapUnlessABurstIsAskedFor() {
        RateLimit limit = RateLimit.perSecond(100);

        assertThat(limit).isEqualTo(new RateLimit(10_000_000, 1, Charge.AT_GRANT));
        assertThat(limit).hasToString("100.000/s, burst 1, charged at the grant");
    }

    @Test
    void permitsPerPeriodAreSpacedEvenly() {
        assertThat(RateLimit.per(100, Duration.ofMinutes(1)).intervalNanos()).isEqualTo(600_000_000);
        assertThat(RateLimit.per(1, Duration.ofDays(365)).intervalNanos()).isEqualTo(365 * 86_400e9);
        assertThat(RateLimit.per(3, Duration.ofNanos(10)).intervalNanos()).isBetween(3.33, 3.34);
    }

    @Test
    void noneIsWithoutLimit() {
        assertThat(RateLimit.none().isNone()).isTrue();
        assertThat(RateLimit.perSecond(1e9).isNone()).isFalse();
        assertThat(RateLimit.none()).hasToString("unlimited");
    }

    @Test
    void messagesNameFieldValueAndExpectation() {
        assertThatThrownBy(() -> RateLimit.perSecond(0)).hasMessage("rate: 0.0 per second (expected: > 0 and <= 1e9)");
        assertThatThrownBy(() -> RateLimit.perSecond(Double.NaN))
                .hasMessage("rate: NaN per second (expected: > 0 and <= 1e9)");
        assertThatThrownBy(() -> RateLimit.perSecond(2e9))
                .hasMessage("rate: 2.0E9 per second (expected: > 0 and <= 1e9)");
        assertThatThrownBy(() -> RateLimit.per(0, Duration.ofSeconds(1))).hasMessage("permits: 0 (expected: >= 1)");
        assertThatThrownBy(() -> RateLimit.per(1, Duration.ZERO)).hasMessage("period: PT0S (expected: > PT0S)");
        assertThatThrownBy(() -> RateLimit.per(5, Duration.ofNanos(4)))
                .hasMessage("permits: 5 per PT0.000000004S (expected: at most 1e9 per second)");
        assertThatThrownBy(() -> RateLimit.perSecond(1).withBurst(0)).hasMessage("burst: 0 (expected: >= 1)");
        assertThatThrownBy(() -> RateLimit.perSecond(1).withBurst(Integer.MAX_VALUE))
                .hasMessage("intervalNanos: 1.0E9 (expected: a burst of 2147483647 refills within ten years)");
    }
}
