// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.engine;

import dev.hawser.time.Time;
import java.util.OptionalLong;

/** Something that is done again and again, until it is stopped. */
public final class Repeated {

    private final Time time;
    private final Runnable action;
    private final OptionalLong period;
    private volatile Time.Scheduled next = () -> {};
    private volatile boolean stopped;

    /** @param period between the end of one turn and the next; never, if absent */
    public Repeated(Time time, OptionalLong period, Runnable action) {
        this.time = time;
        this.period = period;
        this.action = action;
    }

    /** The next turn is a period from now. */
    public void schedule() {
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

    public void stop() {
        stopped = true;
        next.cancel();
    }
}
