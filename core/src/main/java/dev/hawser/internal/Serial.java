// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one at a time and in order, on the threads that bring them, holding no lock. */
public final class Serial implements Executor {
    /*
     * State        waiting: tasks in the queue, the running one included.
     * Who changes  Any thread adds and increments; who found 0 runs tasks until it decrements to 0 again.
     * Never        waits; runs a task inside another: a task that brings a task only queues it.
     * Hot path     none.
     * Why it holds A task is in the queue before it is counted, so remove() finds one for each count. Only the step
     *              from 0 to 1 starts a runner, only a runner's step to 0 ends it: there is never a second one, and
     *              no counted task is left behind. Each step is a volatile write and read, so a task sees what the
     *              one before it wrote, whichever thread ran that.
     */
    private static final Logger log = LoggerFactory.getLogger(Serial.class);

    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
        queue.add(task);
        if (waiting.getAndIncrement() > 0) {
            return;
        }
        do {
            run(queue.remove());
        } while (waiting.decrementAndGet() > 0);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // also checked ones, which other languages throw undeclared
            log.error("a step of a discovery failed; the next ones are not affected", e);
        }
    }
}
