// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Notices that a peer has been silent for too long while somebody waits for it.
 *
 * <p>One timer for a connection and not one per request: it looks when silence could first have become too long, and
 * sets itself anew, or stops when nobody waits.
 */
final class SilenceWatch {
    /*
     * State        armed: whether a timer is set. lastHeard: when something arrived, or when waiting began.
     * Who changes  lastHeard: the reader, and the sender of a request that finds nobody waiting. armed: false→true by
     *              CAS, by any sender or the timer; back by the timer alone.
     * Never        a lock.
     * Hot path     one volatile read in expect, one volatile write in heard.
     * Why it holds The timer disarms first and asks second whether anybody waits; a sender waits first and arms
     *              second. At least one sees the other, so nobody waits unwatched.
     */
    private final Time time;
    private final Optional<Duration> limit;
    private final BooleanSupplier waiting;
    private final Runnable onSilence;
    private final AtomicBoolean armed = new AtomicBoolean();
    private volatile long lastHeard;

    SilenceWatch(Time time, Optional<Duration> limit, BooleanSupplier waiting, Runnable onSilence) {
        this.time = time;
        this.limit = limit;
        this.waiting = waiting;
        this.onSilence = onSilence;
    }

    void heard() {
        lastHeard = time.nanoTime();
    }

    /** A request waits, and is in the table already; {@code first} if no other was. */
    void expect(boolean first) {
        if (first) {
            heard();
        }
        limit.ifPresent(l -> arm(l.toNanos()));
    }

    private void arm(long nanos) {
        if (!armed.get() && armed.compareAndSet(false, true)) {
            time.schedule(nanos, this::look);
        }
    }

    private void look() {
        armed.set(false);
        if (!waiting.getAsBoolean()) {
            return;
        }
        long left = limit.orElseThrow().toNanos() - (time.nanoTime() - lastHeard);
        if (left <= 0) {
            onSilence.run();
        } else {
            arm(left);
        }
    }
}
