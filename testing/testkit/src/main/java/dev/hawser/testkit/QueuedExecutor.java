// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Keeps what it is given until it is told to run it, on the thread that tells it. Shows what happens while blocking
 * work is still under way. Safe for use by any thread.
 */
public final class QueuedExecutor implements Executor {
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        queue.add(task);
    }

    /** How many tasks wait. */
    public int size() {
        return queue.size();
    }

    /** Runs the oldest task; nothing happens if there is none. */
    public void runNext() {
        Runnable task = queue.poll();
        if (task != null) {
            task.run();
        }
    }

    /** Runs all tasks, also those that come in meanwhile. */
    public void runAll() {
        while (!queue.isEmpty()) {
            runNext();
        }
    }
}
