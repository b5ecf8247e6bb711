// SPDX-License-Identifier: Apache-2.0
package dev.hawser.time;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where Hawser's threads come from: named after their owner, daemons all, and none outside this package. */
public final class Threads {

    private static final Logger log = LoggerFactory.getLogger(Threads.class);
    private static final long MOMENT_MILLIS = 500;

    private Threads() {}

    /** Daemon threads called {@code name-1}, {@code name-2} and so on. */
    public static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * An executor for work that blocks, such as connecting: a thread for each task under way, ended after a minute
     * without work. It has no bound of its own, because its users have theirs.
     */
    public static ExecutorService blocking(String name) {
        return Executors.newCachedThreadPool(daemons(name));
    }

    /**
     * Interrupts what runs, drops what waits, and gives the threads a moment to end, so that "closed" means gone. Called
     * from one of these very threads it costs that moment, and they end just after.
     */
    public static void end(ExecutorService executor) {
        executor.shutdownNow();
        try {
            boolean ended = executor.awaitTermination(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            if (!ended) {
                log.debug("a thread is still busy and will end by itself: {}", executor);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
