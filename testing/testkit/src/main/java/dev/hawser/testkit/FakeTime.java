// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import dev.hawser.time.Time;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time (placeholder, replaced by the discovery branch). */
public final class FakeTime implements Time {
    private record Task(long at, long seq, Runnable run) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.<Task>comparingLong(t -> t.at - start).thenComparingLong(Task::seq));
    private static final long start = Long.MAX_VALUE - 1_000_000_000L;
    private long now = start;
    private long seq;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Scheduled schedule(long delayNanos, Runnable task) {
        Task t = new Task(now + Math.max(0, delayNanos), seq++, task);
        tasks.add(t);
        return () -> tasks.remove(t);
    }

    public void advance(Duration d) {
        long end = now + d.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at - end <= 0) {
            Task t = tasks.poll();
            if (t.at - now > 0) {
                now = t.at;
            }
            t.run.run();
        }
        now = end;
    }
}
