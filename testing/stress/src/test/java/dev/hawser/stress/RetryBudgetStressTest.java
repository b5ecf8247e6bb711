// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.RetryBudget;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PT23 under concurrency: a token is taken once, whoever asks, and what was paid in is there. */
@Tag("long")
class RetryBudgetStressTest {

    /** An eighth, so that sums are exact. */
    private static final BudgetOptions OPTIONS =
            BudgetOptions.defaults().withShare(0.125).withReservePerSecond(1);

    @Test
    void withdrawalsEqualThoseOfAPlainCountInSomeOrder() {
        Lincheck.check(Budget.class, PlainCount.class);
    }

    @Test
    void manyThreadsTakeExactlyWhatManyThreadsPaidIn() throws InterruptedException {
        int threads = 8;
        int calls = 40_000 * Integer.getInteger("hawser.stress", 1);
        RetryBudget budget = RetryBudget.of(OPTIONS, 0);
        AtomicInteger taken = new AtomicInteger();

        Threads.run(threads, thread -> {
            for (int call = 0; call < calls; call++) {
                budget.deposit(0);
                if (call % 4 == thread % 4 && budget.tryWithdraw(0)) {
                    taken.incrementAndGet();
                }
            }
        });
        while (budget.tryWithdraw(0)) {
            taken.incrementAndGet();
        }

        assertThat(taken).hasValue(1 + threads * calls / 8);
    }

    /** The clock stands still, so that only calls pay in. */
    public static class Budget {
        private final RetryBudget budget = RetryBudget.of(OPTIONS, 0);

        /** Half a token: whoever sees only a part of it is refused as if it had come before. */
        @Operation
        public void fourCalls() {
            for (int i = 0; i < 4; i++) {
                budget.deposit(0);
            }
        }

        @Operation
        public boolean tryWithdraw() {
            return budget.tryWithdraw(0);
        }
    }

    /** In half tokens. */
    public static class PlainCount {
        private int level = 2;

        public void fourCalls() {
            level++;
        }

        public boolean tryWithdraw() {
            if (level < 2) {
                return false;
            }
            level -= 2;
            return true;
        }
    }
}
