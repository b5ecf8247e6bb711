// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs requests. So many have a thread at a time, each for little time until it has arrived as a whole; fewer are answered at a
 * time, since answers take memory and work, and have longer for it. So clients that send half a request (a "slow loris") keep a
 * thread for that little time, and no place among those that are answered; a client that doesn't take its answer keeps both, until
 * its time is over.
 *
 * <p>When all threads are taken, the newest request is the next: whoever waits longest is the least likely to be waited for
 * still ("adaptive LIFO", Maurer: Fail at Scale, ACM Queue 13/8, 2015).
 */
final class Workers implements Executor {
    private final Executor threads;
    private final Time time;
    private final Limits limits;
    private final Semaphore answers;
    private final Map<Thread, Turn> turns = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<Runnable> waiting = new ArrayDeque<>(); // one for each open connection at most

    @GuardedBy("lock")
    private int running;

    /**
     * @param threads at a time
     * @param answers of those, so many that have arrived
     * @param arrival for head and body to be there, which a client on this machine sends at once
     * @param answer for the answer to be made and taken
     */
    record Limits(int threads, int answers, Duration arrival, Duration answer) {}

    /** One request, as its thread has it. */
    private static final class Turn {
        final TimeLimit limit;
        boolean answers;

        Turn(TimeLimit limit) {
            this.limit = limit;
        }
    }

    Workers(Executor threads, Time time, Limits limits) {
        this.threads = threads;
        this.time = time;
        this.limits = limits;
        this.answers = new Semaphore(limits.answers());
    }

    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (running == limits.threads()) {
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
        Turn turn = new Turn(new TimeLimit(time));
        turn.limit.begin(limits.arrival());
        turns.put(Thread.currentThread(), turn);
        try {
            task.run();
        } finally {
            turns.remove(Thread.currentThread());
            turn.limit.end();
            if (turn.answers) {
                answers.release();
            }
            next();
        }
    }

    /**
     * By the thread of a request that is there as a whole: from now on it has the time for an answer. Waits for its turn.
     *
     * @throws HttpException if its turn doesn't come within that time; there is as much time as for arriving to say so
     * @throws InterruptedException if the server is being closed
     */
    void arrived() throws InterruptedException {
        Turn turn = turns.get(Thread.currentThread());
        if (turn == null || turn.answers) {
            return;
        }
        if (turn.limit.begin(limits.answer())) {
            Thread.interrupted(); // the alarm came when all had arrived
        }
        try {
            answers.acquire();
        } catch (InterruptedException over) {
            if (turn.limit.begin(limits.arrival())) {
                throw new HttpException(503, "too many requests are being answered");
            }
            throw over;
        }
        turn.answers = true;
    }

    /** On a thread that may have been interrupted in its last moment; the next gets a fresh one. */
    private void next() {
        Runnable task;
        lock.lock();
        try {
            task = waiting.pollLast();
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
