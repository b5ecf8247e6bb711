// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Workers that send requests through a door at a steady pace until they are stopped.
 *
 * <p>A worker that was held up does not catch up: a demo of a pool must not become a stampede.
 */
final class Traffic implements AutoCloseable {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> workers = new ArrayList<>();
    private final Time time;

    Traffic(Time time) {
        this.time = time;
    }

    /** Starts the workers, which together send so many requests a second. */
    void start(Door door, Outcomes outcomes, int count, double perSecond) {
        long paceNanos = (long) (count / perSecond * TimeUnit.SECONDS.toNanos(1));
        var threads = Threads.daemons("demo-" + door.name());
        for (int n = 0; n < count; n++) {
            // Spread over one pace, so that the requests do not come in salvoes.
            long first = paceNanos * n / count;
            Thread worker = threads.newThread(() -> work(door, outcomes, first, paceNanos));
            workers.add(worker);
            worker.start();
        }
    }

    private void work(Door door, Outcomes outcomes, long firstNanos, long paceNanos) {
        try {
            long began = time.nanoTime() + firstNanos;
            while (!stopped.await(began - time.nanoTime(), TimeUnit.NANOSECONDS)) {
                door.request(outcomes);
                began = Math.max(began + paceNanos, time.nanoTime());
            }
        } catch (InterruptedException e) {
            // close() lost its patience: the request is given up, and the pool has been told.
            Thread.currentThread().interrupt();
        }
    }

    /** Lets each worker finish its request, and interrupts those that take too long. */
    @Override
    public void close() {
        stopped.countDown();
        long deadline = time.nanoTime() + STOP_TIMEOUT.toNanos();
        try {
            for (Thread worker : workers) {
                worker.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - time.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.forEach(Thread::interrupt);
    }
}
