// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

/** Never empty. */
enum UnlimitedBudget implements RetryBudget {
    INSTANCE;

    @Override
    public void deposit(long now) {
        // nothing to count
    }

    @Override
    public boolean tryWithdraw(long now) {
        return true;
    }

    @Override
    public String toString() {
        return "RetryBudget[unlimited]";
    }
}
