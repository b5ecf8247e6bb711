// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A leaky token bucket: with r tokens a second coming in, the level L obeys {@code L' = r - L / memory}, so it tends to
 * {@code r * memory}. Finagle's budget gives each token ten seconds to live; this is the same with one number in place
 * of a list, tokens dying at random ages.
 */
final class TokenBudget implements RetryBudget {
    /*
     * State        calls: how many have begun, ever; striped, only grows. account: level as of a moment, and how many
     *              calls are in it.
     * Who changes  Any thread. deposit adds to calls, and once in FOLD_NANOS replaces account; tryWithdraw replaces
     *              account. Both by CAS.
     * Never        waits, reads a clock, changes anything when it refuses.
     * Hot path     deposit: one striped add, one volatile read of account. tryWithdraw is for calls that failed.
     * Why it holds Bound: an account is made from the one before, by the CAS, so accounts are a sequence. Each adds
     *              at most share times the calls that are new in it, and reserve times the time that is new in it;
     *              a sum read earlier than the account's, or a clock behind it, adds nothing. A withdrawal is a CAS
     *              that takes one from a level of at least one, so no token is taken twice.
     *              Nothing is paid twice: calls is never reset, so a count read while others add is at most too small,
     *              and what it lacks is in the next.
     *              Progress: a loser was overtaken by another withdrawal or by a fold, of which there is one a second.
     *              Checked by RetryBudgetStressTest.
     */

    /** Often enough that the level follows the rate of the last seconds; rare enough to cost nothing. */
    private static final long FOLD_NANOS = 1_000_000_000;

    private final double share;
    private final double reservePerNano;
    private final double memory;
    private final LongAdder calls = new LongAdder();
    private final AtomicReference<Account> account;

    TokenBudget(BudgetOptions options, long now) {
        this.share = options.share();
        this.reservePerNano = options.reservePerSecond() / 1e9;
        this.memory = options.memory().toNanos();
        this.account = new AtomicReference<>(new Account(options.reservePerSecond(), now, 0));
    }

    @Override
    public void deposit(long now) {
        calls.increment();
        Account seen = account();
        if (now - seen.asOf > FOLD_NANOS) {
            account.compareAndSet(seen, paidUp(seen, now)); // who loses was overtaken by somebody who folded
        }
    }

    @Override
    public boolean tryWithdraw(long now) {
        while (true) {
            Account seen = account();
            Account full = paidUp(seen, now);
            if (full.level < 1) {
                return false;
            }
            if (account.compareAndSet(seen, new Account(full.level - 1, full.asOf, full.counted))) {
                return true;
            }
        }
    }

    @Override
    public OptionalDouble level(long now) {
        return OptionalDouble.of(paidUp(account(), now).level);
    }

    /** With what came in since, as if it had come evenly, and without what faded. */
    private Account paidUp(Account before, long now) {
        long counted = Math.max(calls.sum(), before.counted);
        double income = share * (counted - before.counted);
        long elapsed = now - before.asOf;
        if (elapsed <= 0) {
            return new Account(before.level + income, before.asOf, counted);
        }
        double faded = -Math.expm1(-elapsed / memory);
        double kept = (income + reservePerNano * elapsed) * (faded * memory / elapsed);
        return new Account(before.level * (1 - faded) + kept, now, counted);
    }

    private Account account() {
        return requireNonNull(account.get());
    }

    @Override
    public String toString() {
        return "RetryBudget[level=" + account().level + "]";
    }

    private record Account(double level, long asOf, long counted) {}
}
