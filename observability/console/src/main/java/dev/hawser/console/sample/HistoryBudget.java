// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many endpoints, of all pools together, may have a whole history. With ten minutes of it, {@value #MOST} of them take 11 MB;
 * all others have the last minute, 540 bytes each. Safe for use by any thread.
 */
public final class HistoryBudget {
    static final int MOST = 2000;

    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    /** For {@value #MOST}. */
    public HistoryBudget() {
        this(MOST);
    }

    HistoryBudget(int most) {
        this.most = most;
    }

    boolean tryTake() {
        int now;
        do {
            now = taken.get();
            if (now >= most) {
                return false;
            }
        } while (!taken.compareAndSet(now, now + 1));
        return true;
    }

    void giveBack(int places) {
        taken.addAndGet(-places);
    }

    int taken() {
        return taken.get();
    }
}
