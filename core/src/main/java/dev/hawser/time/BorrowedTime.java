// SPDX-License-Identifier: Apache-2.0
package dev.hawser.time;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real time: {@link System#nanoTime()} and somebody else's timer threads, for where a host such as a gRPC channel offers
 * its own. Whoever lent them ends them; tasks that come later are dropped.
 */
public final class BorrowedTime implements Time {
    private static final Logger log = LoggerFactory.getLogger(BorrowedTime.class);

    private final ScheduledExecutorService timers;

    public BorrowedTime(ScheduledExecutorService timers) {
        this.timers = requireNonNull(timers, "timers");
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Scheduled schedule(long delayNanos, Runnable task) {
        try {
            Future<?> future = timers.schedule(() -> run(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException ended) {
            return () -> {};
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("a timer task failed; other tasks are not affected", e);
        }
    }
}
