// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs requests, so many at a time, each for so long at most; more wait for their turn. A client that sends half a request,
 * or doesn't take its answer, has its thread for that time only.
 */
final class Workers implements Executor {
    private final Executor threads;
    private final Time time;
    private final int most;
    private final Duration limit;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // one for each open connection at most

    @GuardedBy("lock")
    private int running;

    Workers(Executor threads, Time time, int most, Duration limit) {
        this.threads = threads;
        this.time = time;
        this.most = most;
        this.limit = limit;
    }

    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (running == most) {
                waiting.add(task);
                return;
            }
            running++;
        } finally {
            lock.unlock();
        }
        start(task);
    }

    private void start(Runnable task) {
        try {
            threads.execute(() -> run(task));
        } catch (RejectedExecutionException closed) {
            // the server is being closed, and its connections with it
        }
    }

    private void run(Runnable task) {
        TimeLimit timeLimit = new TimeLimit(time);
        timeLimit.begin(limit);
        try {
            task.run();
        } finally {
            timeLimit.end();
            next();
        }
    }

    /** On a thread that may have been interrupted in its last moment; the next gets a fresh one. */
    private void next() {
        Runnable task;
        lock.lock();
        try {
            task = waiting.poll();
            if (task == null) {
                running--;
                return;
            }
        } finally {
            lock.unlock();
        }
        start(task);
    }
}
