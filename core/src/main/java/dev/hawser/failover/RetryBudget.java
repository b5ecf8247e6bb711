// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

/**
 * Keeps retries from multiplying the load on a target in trouble: each call pays in a share of a retry, each retry takes
 * out one. Hedges count as retries; transport-level repetitions of what never left don't.
 */
public final class RetryBudget {

    /** 20 % of calls and 10 a second: the bound of the whole project. */
    public static RetryBudget standard(long now) {
        throw new UnsupportedOperationException("to be written");
    }

    /** As many as one likes. */
    public static RetryBudget unlimited() {
        throw new UnsupportedOperationException("to be written");
    }

    /** A call begins. */
    public void deposit(long now) {
        throw new UnsupportedOperationException("to be written");
    }

    /** Takes a retry out, if there is one. */
    public boolean tryWithdraw(long now) {
        throw new UnsupportedOperationException("to be written");
    }
}
