// SPDX-License-Identifier: Apache-2.0
package dev.hawser.time;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real time: {@link System#nanoTime()} and one daemon thread that runs what is due.
 *
 * <p>The thread starts with the first task and ends with {@link #close()}; after that, tasks are dropped.
 */
public final class SystemTime implements Time, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SystemTime.class);

    private final ScheduledThreadPoolExecutor executor;

    /** @param owner named in the thread's name, so that a thread dump says whose it is */
    public SystemTime(String owner) {
        executor = new ScheduledThreadPoolExecutor(1, Threads.daemons("hawser-timer-" + owner));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Scheduled schedule(long delayNanos, Runnable task) {
        try {
            Future<?> future = executor.schedule(() -> run(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
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

    /** Ends the thread; what has not started never will. Waits a moment for what has. Idempotent. */
    @Override
    public void close() {
        Threads.end(executor);
    }
}
