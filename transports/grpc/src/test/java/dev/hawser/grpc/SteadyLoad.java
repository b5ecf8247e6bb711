// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.call.Idempotence;
import dev.hawser.call.Outcome;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import io.grpc.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * As many reads, which may run twice, as writes, which may not, in handfuls each 10 ms. A handful is left out while very
 * many calls are under way: a busy machine makes fewer calls, not a queue of them.
 */
final class SteadyLoad implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final int MOST = 60;

    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger answered = new AtomicInteger();
    final Queue<Throwable> failedReads = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> failedWrites = new ConcurrentLinkedQueue<>();
    final Set<String> written = ConcurrentHashMap.newKeySet();
    final Map<String, Outcome> notWritten = new ConcurrentHashMap<>();

    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Channel channel;

    private SteadyLoad(Channel channel, int handful) {
        this.channel = channel;
        pace.scheduleAtFixedRate(() -> begin(handful), 0, 10, TimeUnit.MILLISECONDS);
    }

    static SteadyLoad over(Channel channel, int handful) {
        return new SteadyLoad(channel, handful);
    }

    private void begin(int handful) {
        for (int i = 0; i < handful / 2 && inFlight.get() < MOST; i++) {
            String name = "call-" + begun.addAndGet(2);
            EchoGrpc.EchoFutureStub stub =
                    EchoGrpc.newFutureStub(channel).withDeadlineAfter(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
            follow(
                    stub.withOption(CallSettings.IDEMPOTENCE, Idempotence.IDEMPOTENT)
                            .unary(Echo.request("read")),
                    () -> {},
                    failedReads::add);
            follow(stub.unary(Echo.request(name)), () -> written.add(name), failure -> {
                failedWrites.add(failure);
                notWritten.put(
                        name, CallFailedException.in(failure).orElseThrow().outcome());
            });
        }
    }

    private void follow(ListenableFuture<EchoReply> call, Runnable success, Consumer<Throwable> failed) {
        inFlight.incrementAndGet();
        Futures.addCallback(
                call,
                new FutureCallback<>() {
                    @Override
                    public void onSuccess(EchoReply reply) {
                        success.run();
                        answered.incrementAndGet();
                        inFlight.decrementAndGet();
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        failed.accept(failure);
                        inFlight.decrementAndGet();
                    }
                },
                Runnable::run);
    }

    /** Lets so many more calls be answered. */
    void awaitMore(int calls) {
        int enough = answered.get() + calls;
        await().atMost(Duration.ofSeconds(30)).until(() -> answered.get() >= enough);
    }

    /** No new calls; waits until there are none. */
    void stop() {
        pace.shutdown();
        await().atMost(DEADLINE.multipliedBy(2)).until(() -> pace.isTerminated() && inFlight.get() == 0);
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
