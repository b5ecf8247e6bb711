// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that make one call after another, and keep what went wrong. */
final class BusyCallers implements AutoCloseable {
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    final AtomicInteger done = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    BusyCallers(int count, Runnable call) {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> run(call), "load-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(Runnable call) {
        while (!stop.get()) {
            try {
                call.run();
                done.incrementAndGet();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
    }

    void until(int calls) {
        int target = done.get() + calls;
        await().atMost(Duration.ofSeconds(30)).until(() -> done.get() >= target || !failures.isEmpty());
    }

    @Override
    public void close() throws InterruptedException {
        stop.set(true);
        for (Thread each : threads) {
            each.join(10_000);
        }
    }
}
