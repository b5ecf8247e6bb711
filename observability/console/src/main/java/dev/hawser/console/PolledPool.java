// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.console.sample.HistoryBudget;
import dev.hawser.console.sample.HistoryWindow;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.Sampler;
import dev.hawser.endpoint.Text;
import dev.hawser.time.Time;
import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One pool that is looked at. A look may hang, or throw: then what was seen before is shown, and why it is old.
 *
 * <p>One look at a time: it is made by who wins {@code looking}. What it shows is put down under the lock, and read under
 * it, which takes a moment; the look itself is not.
 */
final class PolledPool {
    private final Viewed viewed;
    private final String name;
    private final Time time;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Sampler sampler;

    @GuardedBy("lock")
    private boolean forgotten;

    private volatile PoolSample latest;
    private volatile long seenNanos;
    private volatile boolean closed;
    private volatile long closedNanos;

    PolledPool(Viewed viewed, Time time, int steps, HistoryBudget budget, Instant at) {
        this.viewed = viewed;
        this.time = time;
        sampler = new Sampler(steps, budget);
        PoolView first = viewed.view();
        name = first.pool();
        seenNanos = time.nanoTime();
        latest = sampler.step(first, at, seenNanos);
    }

    String name() {
        return name;
    }

    Viewed viewed() {
        return viewed;
    }

    /** Whether a look may begin now; it has to follow. */
    boolean begin() {
        return !closed && looking.compareAndSet(false, true);
    }

    /** A look that {@link #begin} allowed, which counts as a step. */
    void step(Instant at) {
        look(Optional.of(at));
    }

    /** A look that {@link #begin} allowed, between two steps. */
    void look() {
        look(Optional.empty());
    }

    private void look(Optional<Instant> step) {
        try {
            PoolView view = viewed.view();
            note(view, step);
            if (viewed.isClosed() && isIdle(view)) {
                close(); // whether or not anybody tells us
            }
        } catch (RuntimeException | Error e) {
            latest = latest.stale("looking at it failed: " + Text.of(e));
        } finally {
            looking.set(false);
        }
    }

    private static boolean isIdle(PoolView view) {
        return view.endpoints().stream()
                .map(EndpointView::connections)
                .allMatch(all -> all.idle() + all.busy() + all.connecting() + all.draining() == 0);
    }

    private void note(PoolView view, Optional<Instant> step) {
        lock.lock();
        try {
            if (forgotten) {
                return; // a look that took long
            }
            long now = time.nanoTime();
            latest = step.isPresent() ? sampler.step(view, step.get(), now) : sampler.look(view, now);
            seenNanos = now;
        } finally {
            lock.unlock();
        }
    }

    /** Its last minutes; of one endpoint if one is given. */
    HistoryWindow history(Optional<String> endpoint) {
        lock.lock();
        try {
            return sampler.history(endpoint);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets its last minutes, for nobody will ask for them any more. */
    void clear() {
        lock.lock();
        try {
            forgotten = true;
            sampler.clear();
        } finally {
            lock.unlock();
        }
    }

    /** How it stood when it was last seen. */
    PoolSample sample() {
        PoolSample seen = latest;
        if (closed) {
            return seen.ended();
        }
        Duration age = Duration.ofNanos(time.nanoTime() - seenNanos);
        boolean old = age.compareTo(PoolPoller.OLD) > 0 && seen.problem().isEmpty();
        return old ? seen.stale("not seen for " + Text.of(age) + ": looking at it takes long") : seen;
    }

    /** Whether it has its name for itself: one that is closed makes room for another, even while its last work ends. */
    boolean isOpen() {
        return !closed && !viewed.isClosed();
    }

    void close() {
        if (!closed) {
            closedNanos = time.nanoTime();
            closed = true;
        }
    }

    /** For how long it has been closed; absent if it isn't. */
    OptionalLong closedForNanos() {
        return closed ? OptionalLong.of(time.nanoTime() - closedNanos) : OptionalLong.empty();
    }
}
