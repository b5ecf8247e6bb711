// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order, on the threads that bring them and without holding the lock. Who finds a task
 * running leaves its own behind, for that thread to run; a task that brings a task only queues it.
 */
final class Mailbox implements Executor {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean busy;

    @Override
    public void execute(Runnable task) {
        if (!isMine(task)) {
            return;
        }
        for (Optional<Runnable> next = next(); next.isPresent(); next = next()) {
            try {
                next.get().run();
            } catch (Throwable e) { // also checked ones, which other languages throw undeclared
                log.error("a step of a watch of Kubernetes failed; the next ones are not affected", e);
            }
        }
    }

    private boolean isMine(Runnable task) {
        lock.lock();
        try {
            waiting.add(task);
            boolean mine = !busy;
            busy = true;
            return mine;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Runnable> next() {
        lock.lock();
        try {
            Optional<Runnable> next = Optional.ofNullable(waiting.poll());
            busy = next.isPresent();
            return next;
        } finally {
            lock.unlock();
        }
    }
}
