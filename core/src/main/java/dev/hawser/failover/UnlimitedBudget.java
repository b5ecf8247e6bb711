// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import java.util.OptionalDouble;

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
    public OptionalDouble level(long now) {
        return OptionalDouble.empty();
    }

    @Override
    public String toString() {
        return "RetryBudget[unlimited]";
    }
}
