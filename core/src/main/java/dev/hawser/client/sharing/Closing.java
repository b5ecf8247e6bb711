// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.internal.engine.Shell;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How a pool ends, with a thread that waits for it or without: drain, force, free. Several may close it at once; the one
 * with the least patience sets the pace.
 */
final class Closing {

    /** After the drain, closing connections get this long to finish before the threads are ended under them. */
    private static final long LAST_CLOSES_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SharedEngine<?> engine;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    Closing(SharedEngine<?> engine) {
        this.engine = engine;
    }

    void close(long drainNanos) {
        if (engine.isCallingOut()) {
            closeAsync(drainNanos, () -> {}); // what the drain waits for may be behind us on this very thread
            return;
        }
        CompletableFuture<@Nullable Void> emptied = engine.beginClosing();
        boolean patient = Shell.await(emptied, drainNanos);
        engine.force();
        patient = patient && Shell.await(emptied, LAST_CLOSES_NANOS);
        end();
        if (patient) {
            Shell.await(ended, LAST_CLOSES_NANOS); // another thread may be at it
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stages we make here are the ends of their chains
    void closeAsync(long drainNanos, Runnable closed) {
        ended.whenComplete((nothing, problem) -> closed.run());
        CompletableFuture<@Nullable Void> emptied = engine.beginClosing();
        Time time = engine.setup().time();
        Time.Scheduled timer = time.schedule(drainNanos, () -> {
            engine.force();
            Time.Scheduled last = time.schedule(LAST_CLOSES_NANOS, this::endApart);
            emptied.whenComplete((nothing, problem) -> last.cancel());
        });
        emptied.whenComplete((nothing, problem) -> {
            timer.cancel();
            endApart();
        });
    }

    /** On a thread of its own: the one at hand may be among those that are to end. */
    private void endApart() {
        if (!ending.get()) {
            Threads.daemons("hawser-" + engine.setup().name() + "-end")
                    .newThread(this::end)
                    .start();
        }
    }

    private void end() {
        if (ending.compareAndSet(false, true)) {
            try {
                engine.end();
            } finally {
                ended.complete(null);
            }
        }
    }
}
