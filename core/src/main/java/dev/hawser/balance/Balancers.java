// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import java.util.concurrent.atomic.AtomicInteger;

/** Placeholder. */
public final class Balancers {
    private Balancers() {}

    public static Balancer roundRobin() {
        return (candidates, previous) -> {
            AtomicInteger next = new AtomicInteger();
            int n = candidates.size();
            return admission -> {
                for (int k = 0; k < n; k++) {
                    int i = n == 1 ? 0 : Math.floorMod(next.getAndIncrement(), n);
                    if (admission.admits(i)) {
                        return i;
                    }
                }
                return Picker.NONE;
            };
        };
    }
}
