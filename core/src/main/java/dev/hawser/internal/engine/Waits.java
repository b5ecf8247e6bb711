// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.engine;

import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.Tally;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.function.Consumer;

/** The waits of one pool's callers: how long they were is counted, and those that were long are told of. */
public final class Waits {

    private final String pool;
    private final Time time;
    private final Tally tally;
    private final long longNanos;

    /** @param longWait from when on a wait is told of */
    public Waits(String pool, Time time, Tally tally, Duration longWait) {
        this.pool = pool;
        this.time = time;
        this.tally = tally;
        this.longNanos = longWait.toNanos();
    }

    /** The caller is served, after a wait that may have been long. Under the pool's lock. */
    public void served(Wait wait, Address by, long now, Consumer<PoolEvent> tell) {
        Wait.Reason why = wait.reason;
        if (why != null && now - wait.since >= longNanos) {
            tell.accept(new PoolEvent.LeaseWaited(pool, by, wait.until(now), why.inWords()));
        }
    }

    /** The caller is about to hear how it ended. */
    public void over(Wait wait) {
        if (wait.reason != null) {
            tally.waited(time.nanoTime() - wait.since);
        }
    }
}
