// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.time.Threads;
import java.util.concurrent.TimeUnit;

/** How a pool ends: drain, take away what its holders have not returned, free. The first to close it does the work. */
final class Closing {

    /** After the drain, closing connections get this long to finish before the threads are ended under them. */
    private static final long LAST_CLOSES_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Engine<?> engine;

    Closing(Engine<?> engine) {
        this.engine = engine;
    }

    void close(long drainNanos) {
        boolean first = engine.beginClosing();
        if (!engine.isCallingOut()) {
            finish(first, drainNanos);
        } else if (first) {
            finishInACallback(drainNanos);
        }
    }

    /** What the drain waits for may be behind us on this very thread. */
    private void finishInACallback(long drainNanos) {
        if (drainNanos == 0) {
            engine.decideNow((core, now, effects) -> core.seize(effects));
        }
        if (engine.tellEndIfEmpty()) {
            engine.end();
        } else {
            Threads.daemons("hawser-" + engine.setup().name() + "-end")
                    .newThread(() -> finish(true, drainNanos))
                    .start();
        }
    }

    private void finish(boolean first, long drainNanos) {
        engine.awaitEmptied(drainNanos);
        if (first) {
            engine.decide((core, now, effects) -> core.seize(effects));
            engine.awaitEmptied(LAST_CLOSES_NANOS);
            engine.end();
        }
    }
}
