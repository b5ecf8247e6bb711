// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.client.PoolClosedException;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Puts the planned load on a line: so many workers, each sending its next request when the last one is answered.
 *
 * <p>A closed loop: while a server is slow it is asked less, so the latencies are those of this load, and not of the
 * load there would have been.
 */
final class Bench {

    private static final Duration GLANCE = Duration.ofMillis(200);

    private final BenchPlan plan;
    private final Line line;
    private final Tally tally;
    private final Time time;
    private final AtomicLong tickets;
    private final CountDownLatch stop;
    private final Pace pace;
    private volatile boolean over;

    Bench(BenchPlan plan, Line line, Tally tally, Time time, CountDownLatch stop) {
        this.plan = plan;
        this.line = line;
        this.tally = tally;
        this.time = time;
        this.tickets = new AtomicLong(plan.requests());
        this.stop = stop;
        this.pace = new Pace(plan.rate(), time);
    }

    /**
     * Runs to the planned end, or until stopped; requests under way are finished.
     *
     * @param progress told the nanoseconds so far, a few times a second
     * @return how many nanoseconds it took
     */
    long run(Consumer<Long> progress) throws InterruptedException {
        CountDownLatch working = new CountDownLatch(plan.concurrency());
        var threads = Threads.daemons("bench");
        List<Thread> workers = new ArrayList<>();
        long start = time.nanoTime();
        for (int n = 0; n < plan.concurrency(); n++) {
            workers.add(threads.newThread(() -> work(working)));
        }
        workers.forEach(Thread::start);
        long limit = plan.duration().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        while (!over && working.getCount() > 0) {
            long passed = time.nanoTime() - start;
            progress.accept(passed);
            over = stop.getCount() == 0 || passed >= limit;
            if (over) {
                pace.end();
            }
            long glance = Math.min(GLANCE.toNanos(), Math.max(1, limit - passed));
            if (!over && working.await(glance, TimeUnit.NANOSECONDS)) {
                break;
            }
        }
        if (!working.await(plan.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
            workers.forEach(Thread::interrupt);
        }
        return time.nanoTime() - start;
    }

    private void work(CountDownLatch working) {
        try {
            for (long left = tickets.getAndDecrement(); left > 0 && !over; left = tickets.getAndDecrement()) {
                pace.await(plan.requests() - left);
                if (!over) {
                    line.request(tally);
                }
            }
        } catch (InterruptedException | PoolClosedException e) {
            // The run is over, and this request took too long for it.
            return;
        } finally {
            working.countDown();
        }
    }
}
