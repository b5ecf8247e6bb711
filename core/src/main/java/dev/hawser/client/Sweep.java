// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.pool.Upkeep;
import dev.hawser.time.Time;
import java.util.OptionalLong;

/** Has idle connections looked after, again and again, until it is stopped. */
final class Sweep {

    private final Time time;
    private final Runnable action;
    private final OptionalLong period;
    private volatile Time.Scheduled next = () -> {};
    private volatile boolean stopped;

    Sweep(PoolSetup<?> setup, Runnable action) {
        this.time = setup.time();
        this.action = action;
        this.period = new Upkeep(setup.lifetime(), 0).period();
    }

    void schedule() {
        if (period.isEmpty() || stopped) {
            return;
        }
        next = time.schedule(period.getAsLong(), this::run);
        if (stopped) { // before there was anything to cancel
            next.cancel();
        }
    }

    private void run() {
        try {
            action.run();
        } finally {
            schedule();
        }
    }

    void stop() {
        stopped = true;
        next.cancel();
    }
}
