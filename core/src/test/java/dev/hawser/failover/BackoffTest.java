// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BackoffTest {

    private static final long MS = 1_000_000;
    private static final Duration INITIAL = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofSeconds(5);

    private final RandomGenerator random = new SplittableRandom(1);
    private final Backoff doubling = Backoff.exponential(INITIAL, 2, MAX);

    @Test
    void growsByTheMultiplierUpToTheMaximum() {
        long[] delays = IntStream.rangeClosed(1, 8)
                .mapToLong(n -> doubling.delayNanos(n, random) / MS)
                .toArray();

        assertThat(delays).containsExactly(100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000);
    }

    @Test
    void noFailureMeansNoDelay() {
        assertThat(doubling.delayNanos(0, random)).isZero();
    }

    @Test
    void anyNumberOfFailuresStaysAtTheMaximum() {
        assertThat(doubling.delayNanos(5_000, random)).isEqualTo(MAX.toNanos());
        assertThat(doubling.delayNanos(Integer.MAX_VALUE, random)).isEqualTo(MAX.toNanos());
    }

    @Test
    void zeroStaysZeroHoweverOftenItIsMultiplied() {
        Backoff none = Backoff.exponential(Duration.ZERO, 2, MAX);

        assertThat(none.delayNanos(Integer.MAX_VALUE, random)).isZero();
    }

    @Test
    void aConstantOneIsAlwaysTheSame() {
        Backoff constant = Backoff.constant(INITIAL);

        assertThat(constant.delayNanos(1, random)).isEqualTo(100 * MS);
        assertThat(constant.delayNanos(1_000, random)).isEqualTo(100 * MS);
    }

    static Stream<Arguments> jitters() {
        return Stream.of(
                Arguments.of(Jitter.none(), 1.0, 1.0),
                Arguments.of(Jitter.full(), 0.0, 1.0),
                Arguments.of(Jitter.equal(), 0.5, 1.0),
                Arguments.of(Jitter.proportional(0.2), 0.8, 1.2),
                Arguments.of(Jitter.proportional(1), 0.0, 2.0));
    }

    /** PT26 (and PT20's bounds): at any count of failures, and even in the middle. */
    @ParameterizedTest
    @MethodSource("jitters")
    void jitterKeepsToItsBoundsAndMean(Jitter jitter, double least, double most) {
        Backoff backoff = doubling.withJitter(jitter);
        for (int failures : new int[] {1, 2, 6, 1_000}) {
            double planned = doubling.delayNanos(failures, random);

            double[] shares = IntStream.range(0, 20_000)
                    .mapToDouble(i -> backoff.delayNanos(failures, random) / planned)
                    .sorted()
                    .toArray();

            assertThat(shares[0]).isBetween(least - 1e-6, least + (most - least) * 0.01);
            assertThat(shares[shares.length - 1]).isBetween(most - (most - least) * 0.01 - 1e-6, most);
            double mean = IntStream.range(0, shares.length)
                    .mapToDouble(i -> shares[i])
                    .average()
                    .orElseThrow();
            assertThat(mean).isBetween((least + most) / 2 * 0.98, (least + most) / 2 * 1.02);
        }
    }

    @Test
    void theDefaultForConnectingIsThatOfGrpc() {
        assertThat(Backoff.CONNECT)
                .isEqualTo(new Backoff(Duration.ofSeconds(1), 1.6, Duration.ofMinutes(2), Jitter.proportional(0.2)));
    }

    /** The promise for rate-limited pools: 100 ms, then 1.5 times as long each time, within half of it. */
    @Test
    void theEagerDefaultGrowsByHalfFromAHundredMilliseconds() {
        double planned = 100 * MS;
        for (int failures = 1; failures < 14; failures++) {
            double delay = Backoff.EAGER_CONNECT.delayNanos(failures, random);
            assertThat(delay).isBetween(planned * 0.5 - 1, planned * 1.5);
            planned *= 1.5;
        }
        assertThat(Backoff.EAGER_CONNECT.delayNanos(100, random)).isBetween(15_000 * MS, 45_000 * MS);
    }

    @Test
    void messagesNameFieldValueAndExpectation() {
        assertThatThrownBy(() -> Backoff.exponential(Duration.ofMillis(-1), 2, MAX))
                .hasMessage("initial: PT-0.001S (expected: PT0S to PT8760H)");
        assertThatThrownBy(() -> Backoff.exponential(INITIAL, 0.5, MAX)).hasMessage("multiplier: 0.5 (expected: >= 1)");
        assertThatThrownBy(() -> Backoff.exponential(INITIAL, Double.NaN, MAX))
                .hasMessage("multiplier: NaN (expected: >= 1)");
        assertThatThrownBy(() -> Backoff.exponential(MAX, 2, INITIAL))
                .hasMessage("max: PT0.1S (expected: PT5S, which is initial, to PT8760H)");
        assertThatThrownBy(() -> Jitter.proportional(1.5)).hasMessage("spread: 1.5 (expected: 0 to 1)");
        assertThatThrownBy(() -> doubling.delayNanos(-1, random)).hasMessage("failures: -1 (expected: >= 0)");
    }
}
