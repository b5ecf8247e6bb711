// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Time that passes only when told to.
 *
 * <p>Due tasks run inside {@link #advance}, on its thread, in order of their time and, at one time, in the order they
 * were scheduled in; while a task runs, the clock shows the moment it was due. Never runs a task inside
 * {@link #schedule}. A task that throws doesn't keep the others from running; what it threw comes out of
 * {@code advance} at the end.
 *
 * <p>Starts a second before readings wrap around from {@link Long#MAX_VALUE} to {@link Long#MIN_VALUE}, so that code
 * that compares readings instead of their differences fails in the first test that lets a while pass.
 *
 * <p>Safe for use by any thread; tasks run while no lock is held.
 */
public final class FakeTime implements Time {

    /** Of {@link #runUntilIdle()}: nobody means to wait for that many, so there is a task that renews itself. */
    private static final int TOO_MANY_TASKS = 100_000;

    private static final long BEFORE_WRAP = Duration.ofSeconds(1).toNanos();

    private final long origin;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::sequence));

    @GuardedBy("lock")
    private long elapsed;

    @GuardedBy("lock")
    private long sequence;

    /** Shortly before readings wrap around. */
    public FakeTime() {
        this(Long.MAX_VALUE - BEFORE_WRAP);
    }

    /** @param origin the first reading */
    public FakeTime(long origin) {
        this.origin = origin;
    }

    @Override
    public long nanoTime() {
        return origin + elapsedNanos();
    }

    /** How far it was advanced so far. */
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos());
    }

    private long elapsedNanos() {
        lock.lock();
        try {
            return elapsed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Scheduled schedule(long delayNanos, Runnable task) {
        lock.lock();
        try {
            long due = elapsed + Math.min(Math.max(0, delayNanos), Long.MAX_VALUE - elapsed);
            Task scheduled = new Task(due, sequence++, task);
            tasks.add(scheduled);
            return () -> cancel(scheduled);
        } finally {
            lock.unlock();
        }
    }

    private void cancel(Task task) {
        lock.lock();
        try {
            tasks.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /** Tasks that wait for their time, cancelled ones not counted. */
    public int pending() {
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass, and runs what becomes due on the way, also what those tasks schedule. */
    public void advance(Duration by) {
        advanceNanos(by.toNanos());
    }

    /** Like {@link #advance}. By 0 runs what is due now. */
    public void advanceNanos(long by) {
        if (by < 0) {
            throw new IllegalArgumentException("by: " + by + " (expected: >= 0)");
        }
        long until = elapsedNanos() + by;
        List<Throwable> thrown = new ArrayList<>();
        for (Optional<Task> task = next(until); task.isPresent(); task = next(until)) {
            run(task.get(), thrown);
        }
        moveTo(until);
        rethrow(thrown);
    }

    /**
     * Lets as much time pass as it takes until no task is left.
     *
     * @throws IllegalStateException if that does not come to an end
     */
    public void runUntilIdle() {
        List<Throwable> thrown = new ArrayList<>();
        for (int i = 0; pending() > 0; i++) {
            if (i == TOO_MANY_TASKS) {
                throw new IllegalStateException("not idle after " + i + " tasks");
            }
            next(Long.MAX_VALUE).ifPresent(task -> run(task, thrown));
        }
        rethrow(thrown);
    }

    /** Takes the next task that is due by then, and moves the clock to it. */
    private Optional<Task> next(long until) {
        lock.lock();
        try {
            Task first = tasks.peek();
            if (first == null || first.due > until) {
                return Optional.empty();
            }
            moveTo(first.due);
            return Optional.of(tasks.remove());
        } finally {
            lock.unlock();
        }
    }

    private void moveTo(long then) {
        lock.lock();
        try {
            elapsed = Math.max(elapsed, then);
        } finally {
            lock.unlock();
        }
    }

    private static void run(Task task, List<Throwable> thrown) {
        try {
            task.work.run();
        } catch (RuntimeException | Error e) {
            thrown.add(e);
        }
    }

    private static void rethrow(List<Throwable> thrown) {
        if (!thrown.isEmpty()) {
            AssertionError error = new AssertionError(thrown.size() + " timer task(s) threw", thrown.get(0));
            thrown.stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
    }

    private record Task(long due, long sequence, Runnable work) {}
}
