// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A call every few milliseconds, as of a program with many users: none waits for another. */
final class Load implements AutoCloseable {
    final AtomicInteger answered = new AtomicInteger();
    final Queue<Throwable> failed = new ConcurrentLinkedQueue<>();

    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newCachedThreadPool();

    private Load(Callable<?> call, Duration pause) {
        pace.scheduleAtFixedRate(() -> callers.execute(() -> make(call)), 0, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    static Load of(Callable<?> call, Duration pause) {
        return new Load(call, pause);
    }

    private void make(Callable<?> call) {
        try {
            call.call();
            answered.incrementAndGet();
        } catch (Exception e) {
            failed.add(e);
        }
    }

    /** No new calls; waits for those under way. */
    @Override
    public void close() {
        pace.shutdown();
        try {
            if (!pace.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a pace that does not end");
            }
            callers.shutdown();
            if (!callers.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("calls that do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
