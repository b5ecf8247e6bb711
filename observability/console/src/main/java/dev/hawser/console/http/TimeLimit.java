// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts its thread if something takes too long, which closes the socket that the thread reads from or writes to: the
 * JDK's server uses interruptible channels, and has time limits for the whole JVM only.
 *
 * <p>To be used by the thread that made it; the alarm comes on the timer's. An alarm never comes after {@link #end}.
 */
final class TimeLimit {
    private final Time time;
    private final Thread thread = Thread.currentThread();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private Time.@Nullable Scheduled alarm;

    @GuardedBy("lock")
    private long round;

    @GuardedBy("lock")
    private boolean rung;

    TimeLimit(Time time) {
        this.time = time;
    }

    /**
     * From now on, so much time; whatever was given before is over.
     *
     * @return whether the alarm of what was given before has come: its interruption may have been noticed, or not yet
     */
    boolean begin(Duration most) {
        lock.lock();
        try {
            boolean late = rung;
            drop();
            long mine = round;
            alarm = time.schedule(most.toNanos(), () -> expire(mine));
            return late;
        } finally {
            lock.unlock();
        }
    }

    private void expire(long which) {
        lock.lock();
        try {
            if (which == round) {
                rung = true;
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** No limit any more. */
    void end() {
        lock.lock();
        try {
            drop();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void drop() {
        round++;
        rung = false;
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }
}
