// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.Sampler;
import dev.hawser.endpoint.Text;
import dev.hawser.time.Time;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One pool that is looked at. A look may hang, or throw: then what was seen before is shown, and why it is old.
 *
 * <p>One look at a time: who wins {@code looking} may use the sampler until it gives that back.
 */
final class Watched {
    private final Viewed viewed;
    private final Time time;
    private final Sampler sampler = new Sampler();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile PoolSample latest;
    private volatile long seenNanos;
    private volatile boolean closed;
    private volatile long closedNanos;

    Watched(Viewed viewed, PoolView first, Time time) {
        this.viewed = viewed;
        this.time = time;
        seenNanos = time.nanoTime();
        latest = sampler.step(first, seenNanos);
    }

    String name() {
        return latest.view().pool();
    }

    Viewed viewed() {
        return viewed;
    }

    /** Whether a look may begin now; it has to follow. */
    boolean begin() {
        return !closed && looking.compareAndSet(false, true);
    }

    /** A look that {@link #begin} allowed; a step counts. */
    void look(boolean step) {
        try {
            PoolView view = viewed.view();
            long now = time.nanoTime();
            latest = step ? sampler.step(view, now) : sampler.look(view, now);
            seenNanos = now;
        } catch (RuntimeException | Error e) {
            latest = latest.stale("looking at it failed: " + Text.of(e));
        } finally {
            looking.set(false);
        }
    }

    /** How it stood when it was last seen. */
    PoolSample sample() {
        PoolSample seen = latest;
        if (closed) {
            return seen.ended();
        }
        Duration age = Duration.ofNanos(time.nanoTime() - seenNanos);
        boolean old = age.compareTo(Watching.OLD) > 0 && seen.problem().isEmpty();
        return old ? seen.stale("not seen for " + Text.of(age) + ": looking at it takes long") : seen;
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
