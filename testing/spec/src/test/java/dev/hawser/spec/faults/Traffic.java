// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.faults;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.call.Outcome;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.CallFailedException;
import dev.hawser.grpc.CallSettings;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A hundred reads and a hundred writes a second, as of a program with many users: no call waits for another. Reads may
 * run twice and have a time-out for each attempt; writes have nothing but their deadline.
 */
final class Traffic implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(3);
    static final RetryPolicy READS = RetryPolicy.DEFAULT.withAttemptTimeout(Duration.ofSeconds(1));

    private static final AtomicInteger NAMES = new AtomicInteger();

    final AtomicInteger reads = new AtomicInteger();
    final Set<Throwable> failedReads = ConcurrentHashMap.newKeySet();
    final Set<String> writes = ConcurrentHashMap.newKeySet();
    final Map<String, Outcome> failedWrites = new ConcurrentHashMap<>();

    private final Channel channel;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();

    private Traffic(Channel channel) {
        this.channel = channel;
        pace.scheduleAtFixedRate(this::both, 0, 10, TimeUnit.MILLISECONDS);
    }

    static Traffic over(Channel channel) {
        return new Traffic(channel);
    }

    /** A name that no other write in this process has. */
    static String newName() {
        return "w" + NAMES.incrementAndGet();
    }

    /** How long the longest call took, whether it was answered or not. */
    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    private void both() {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
        long begun = begin();
        follow(
                ClientCalls.futureUnaryCall(
                        channel.newCall(PortService.READ, options.withOption(CallSettings.RETRY, READS)), ""),
                begun,
                reads::incrementAndGet,
                failedReads::add);
        String name = newName();
        long begunWrite = begin();
        follow(
                ClientCalls.futureUnaryCall(channel.newCall(PortService.WRITE, options), name),
                begunWrite,
                () -> writes.add(name),
                failure -> failedWrites.put(name, outcome(failure)));
    }

    private long begin() {
        inFlight.incrementAndGet();
        return System.nanoTime();
    }

    private void follow(ListenableFuture<String> call, long begun, Runnable answered, Consumer<Throwable> failed) {
        Futures.addCallback(
                call,
                new FutureCallback<>() {
                    @Override
                    public void onSuccess(String port) {
                        answered.run();
                        end(begun);
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        failed.accept(failure);
                        end(begun);
                    }
                },
                Runnable::run);
    }

    private void end(long begun) {
        longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
        inFlight.decrementAndGet();
    }

    private static Outcome outcome(Throwable failure) {
        return CallFailedException.in(failure).orElseThrow().outcome();
    }

    /** No new calls. */
    void stop() {
        pace.shutdown();
    }

    boolean isQuiet() {
        return pace.isTerminated() && inFlight.get() == 0;
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
