// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.grpc.Calls.Admission;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The end of a channel: first no new calls, then, when those that there were have ended, none at all, then the pool's end,
 * and at last that of the channel's own threads.
 *
 * <p>Whether calls have ended is looked up again and again while a shutdown is under way, so that calls need not count
 * themselves in one place all their lives, where they would queue for each other.
 */
final class Termination {

    /** How long after the last call the channel may linger: short for people, long for a processor. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /** For a call that was on its way in when the channel was shut down; any other has ended by then. Arbitrary. */
    private static final Duration LATE_CALLS = Duration.ofMinutes(1);

    private final Calls calls;
    private final Time time;
    private final Runnable after;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);

    /** @param after ends what the channel itself has started; may run on any thread */
    Termination(Calls calls, Time time, Runnable after) {
        this.calls = calls;
        this.time = time;
        this.after = after;
    }

    void begin() {
        if (begun.compareAndSet(false, true)) {
            calls.admit(Admission.NO_CALLS);
            look();
        }
    }

    void force() {
        begun.set(true);
        calls.admit(Admission.NOTHING);
        calls.pool().closeAsync(Duration.ZERO, this::closed);
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return over.await(timeout, unit);
    }

    private void look() {
        if (calls.pool().isClosed()) {
            return; // by force
        }
        if (calls.isQuiet()) {
            calls.pool().closeAsync(LATE_CALLS, this::closed);
        } else {
            time.schedule(LOOK_EVERY.toNanos(), this::look);
        }
    }

    private void closed() {
        if (closed.compareAndSet(false, true)) {
            over.countDown();
            after.run();
        }
    }
}
