// SPDX-License-Identifier: Apache-2.0
package dev.hawser.time;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Where Hawser's threads come from: named after their owner, daemons all, and none outside this package. */
public final class Threads {

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
}
