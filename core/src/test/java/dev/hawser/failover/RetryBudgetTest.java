// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {

    private static final long SECOND = 1_000_000_000;
    private static final BudgetOptions ONLY_SHARE = BudgetOptions.defaults().withReservePerSecond(0);

    @Test
    void theFirstCallsCanBeTriedAgainWithTheReserveOfOneSecond() {
        assertThat(drain(RetryBudget.standard(0), 0)).isEqualTo(10);
    }

    @Test
    void theLevelIsWhatCouldBeTakenOutAndLookingTakesNothing() {
        RetryBudget budget = RetryBudget.standard(0);
        budget.level(0);
        assertThat(budget.level(0)).hasValue(10);

        assertThat(budget.tryWithdraw(0)).isTrue();

        assertThat(budget.level(0)).hasValue(9);
        assertThat(RetryBudget.unlimited().level(0)).isEmpty();
    }

    @Test
    void tenCallsPayForOneRetry() {
        RetryBudget budget = RetryBudget.of(ONLY_SHARE, 0);
        deposit(budget, 9, 0);
        assertThat(budget.tryWithdraw(0)).isFalse();

        deposit(budget, 1, 0);
        assertThat(budget.tryWithdraw(0)).isTrue();
        assertThat(budget.tryWithdraw(0)).isFalse();
    }

    @Test
    void atRestTenSecondsWorthOfTheReserveIsSavedUpAndNoMore() {
        assertThat(drain(RetryBudget.standard(0), 3600 * SECOND)).isBetween(99, 100);
    }

    @Test
    void underEvenTrafficTenSecondsWorthOfTheShareIsSavedUpAndNoMore() {
        RetryBudget budget = RetryBudget.of(ONLY_SHARE, 0);
        for (int ms = 0; ms < 100_000; ms++) {
            budget.deposit(ms * (SECOND / 1000));
        }

        assertThat(drain(budget, 100 * SECOND)).isBetween(990, 1000);
    }

    @Test
    void anHourWithoutFailuresDoesNotPayForAStorm() {
        RetryBudget budget = RetryBudget.of(ONLY_SHARE, 0);
        deposit(budget, 1_000_000, 0);

        assertThat(drain(budget, 3600 * SECOND)).isLessThan(300);
    }

    @Test
    void aClockThatGoesBackPaysNothing() {
        RetryBudget budget = RetryBudget.standard(0);
        drain(budget, 10 * SECOND);

        assertThat(drain(budget, 5 * SECOND)).isZero();
        assertThat(drain(budget, 10 * SECOND)).isZero();
    }

    @Test
    void anOutageOfTenSecondsAtAThousandCallsAddsATenthAndTheReserve() {
        RetryBudget budget = RetryBudget.standard(0);
        int retries = 0;
        for (int ms = 0; ms < 10_000; ms++) {
            long now = ms * (SECOND / 1000);
            budget.deposit(now);
            for (int attempt = 0; attempt < 3; attempt++) {
                retries += budget.tryWithdraw(now) ? 1 : 0;
            }
        }

        assertThat(retries).isBetween(1_090, 1_000 + 100 + 10);
    }

    /** PT23, for any schedule of calls, failures and pauses. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void retriesNeverExceedTheShareOfCallsAndTheReserve(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BudgetOptions options =
                BudgetOptions.defaults().withShare(random.nextDouble(0.2)).withReservePerSecond(random.nextInt(11));
        long start = random.nextLong();
        RetryBudget budget = RetryBudget.of(options, start);
        long now = start;
        long latest = 0;
        long calls = 0;
        long retries = 0;
        for (int step = 0; step < 20_000; step++) {
            now += random.nextInt(100) == 0 ? random.nextLong(60 * SECOND) : random.nextLong(SECOND / 100);
            now -= random.nextInt(50) == 0 ? random.nextLong(SECOND) : 0; // a thread that read its clock long ago
            latest = Math.max(latest, now - start);
            if (random.nextInt(3) > 0) {
                budget.deposit(now);
                calls++;
            } else if (budget.tryWithdraw(now)) {
                retries++;
            }
            double bound = options.share() * calls + options.reservePerSecond() * (latest / 1e9 + 1);
            assertThat((double) retries).as("step %s", step).isLessThanOrEqualTo(bound + 1e-6);
        }
        assertThat(retries).isPositive();
    }

    @Test
    void anUnlimitedOneNeverEnds() {
        assertThat(RetryBudget.unlimited().tryWithdraw(0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0.21, 10, PT10S, share: 0.21 (expected: 0 to 0.2)",
        "-0.1, 10, PT10S, share: -0.1 (expected: 0 to 0.2)",
        "NaN, 10, PT10S, share: NaN (expected: 0 to 0.2)",
        "0.1, 11, PT10S, reservePerSecond: 11 (expected: 0 to 10)",
        "0.1, -1, PT10S, reservePerSecond: -1 (expected: 0 to 10)",
        "0.1, 10, PT0S, memory: PT0S (expected: PT1S to PT1H)",
    })
    void aBudgetBeyondTheBoundOfTheProjectIsRefused(double share, int reserve, Duration memory, String message) {
        assertThatThrownBy(() -> new BudgetOptions(share, reserve, memory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static void deposit(RetryBudget budget, int calls, long now) {
        for (int i = 0; i < calls; i++) {
            budget.deposit(now);
        }
    }

    private static int drain(RetryBudget budget, long now) {
        int taken = 0;
        while (budget.tryWithdraw(now)) {
            taken++;
        }
        return taken;
    }
}
