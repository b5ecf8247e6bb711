// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import java.util.OptionalDouble;

/**
 * Keeps retries from multiplying the load on a target in trouble: each call pays in a share of a retry, each retry takes
 * out one. Hedges count as retries; transport-level repetitions of what never left don't.
 *
 * <p>One budget per target, shared by all its calls. Up to any moment, withdrawals are at most
 * {@code share * deposits + reserve * (seconds since the budget was made + 1)}, whichever threads ask and whatever
 * the clock does. The one second is so that the first calls to a new target can be tried again.
 * What is saved up fades, so that an hour without failures doesn't pay for a storm: when traffic is even, at most
 * {@link BudgetOptions#memory()} worth of it is there.
 *
 * <p>Safe for use by any thread; no locks, and time is an argument.
 */
public sealed interface RetryBudget permits TokenBudget, UnlimitedBudget {

    /** {@link BudgetOptions#defaults()}: 10 % of calls and 10 a second, half of what a budget may be set to. */
    static RetryBudget standard(long now) {
        return of(BudgetOptions.defaults(), now);
    }

    static RetryBudget of(BudgetOptions options, long now) {
        return new TokenBudget(options, now);
    }

    /** As many as one likes. For tests, and for targets that somebody else protects. */
    static RetryBudget unlimited() {
        return UnlimitedBudget.INSTANCE;
    }

    /** A call begins. Once for each call, not for each attempt. */
    void deposit(long now);

    /** Takes a retry out, if there is one. A retry that then doesn't happen is not given back. */
    boolean tryWithdraw(long now);

    /** How many retries could be taken out now; absent if there is no end to them. Changes nothing. */
    OptionalDouble level(long now);
}
