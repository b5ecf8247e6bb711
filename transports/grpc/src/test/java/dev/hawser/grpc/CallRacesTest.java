// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.call.Idempotence;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.HedgingOptions;
import dev.hawser.failover.RetryBudget;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import dev.hawser.health.OutlierOptions;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Everything that may end a call at once, on real threads: cancel, deadline, context, errors, hedges, attempt time-outs. */
class CallRacesTest {
    private static final int THREADS = 4;
    private static final int CALLS = 1_000;

    private final Queue<Ends> begun = new ConcurrentLinkedQueue<>();

    @Test
    void howeverCallsEndEachEndsOnceAndNothingStaysBehind() throws Exception {
        List<EchoServer> servers = new ArrayList<>();
        ScheduledExecutorService cancels = Executors.newScheduledThreadPool(2);
        for (int i = 0; i < 3; i++) {
            EchoServer server = EchoServer.start("server-" + i);
            server.verdict = CallRacesTest::verdict;
            servers.add(server);
        }
        RetryPolicy policy = RetryPolicy.DEFAULT
                .withMaxAttempts(4)
                .withAttemptTimeout(Duration.ofMillis(8))
                .withBackoff(Backoff.constant(Duration.ofMillis(2)));
        PooledChannel channel = Echo.over(servers.toArray(EchoServer[]::new))
                .retry(policy)
                .budget(RetryBudget.unlimited())
                .outliers(OutlierOptions.off())
                .hedging(HedgingOptions.defaults()
                        .withDelay(Duration.ofMillis(1))
                        .withMaxHedges(2))
                .build();
        try (channel) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Thread thread = new Thread(() -> {
                    for (int n = 0; n < CALLS / THREADS; n++) {
                        call(channel, cancels);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread each : threads) {
                each.join(60_000);
            }

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(begun)
                            .allSatisfy(each -> assertThat(each.closes).hasValue(1)));
            await().untilAsserted(
                            () -> assertThat(channel.snapshot().inFlight()).isZero());
            assertThat(begun).hasSize(CALLS);
            assertThat(begun).extracting(each -> each.status.getCode()).contains(Status.Code.OK, Status.Code.CANCELLED);
            assertThat(begun).allSatisfy(each -> assertThat(each.late).hasValue(0));
        } finally {
            cancels.shutdownNow();
            servers.forEach(EchoServer::close);
        }
        assertThat(channel.isTerminated())
                .as("no call stays without a connection")
                .isTrue();
    }

    private static Optional<Status> verdict(int call) {
        int chance = ThreadLocalRandom.current().nextInt(10);
        if (chance == 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(12));
        }
        return switch (chance) {
            case 1, 2 -> Optional.of(Status.UNAVAILABLE);
            case 3 -> Optional.of(Status.NOT_FOUND);
            case 4 -> Optional.of(Status.RESOURCE_EXHAUSTED);
            default -> Optional.empty();
        };
    }

    private void call(PooledChannel channel, ScheduledExecutorService cancels) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Idempotence idempotence = random.nextInt(4) == 0 ? Idempotence.NOT_IDEMPOTENT : Idempotence.IDEMPOTENT;
        CallOptions options = CallOptions.DEFAULT.withOption(CallSettings.IDEMPOTENCE, idempotence);
        if (random.nextInt(4) == 0) {
            options = options.withDeadlineAfter(random.nextInt(10_000), TimeUnit.MICROSECONDS);
        }
        if (random.nextInt(4) == 0) {
            options = options.withOption(CallSettings.RETRY, RetryPolicy.never());
        }
        Context.CancellableContext context = Context.current().withCancellation();
        MethodDescriptor<EchoRequest, EchoReply> method =
                random.nextBoolean() ? EchoGrpc.getUnaryMethod() : EchoGrpc.getServerStreamMethod();
        ClientCall<EchoRequest, EchoReply> call = channel.newCall(method, options);
        Ends ends = new Ends();
        begun.add(ends);
        context.run(() -> call.start(ends, new Metadata()));
        int way = random.nextInt(4);
        if (way < 2) {
            Runnable cancel = way == 0 ? () -> call.cancel("enough", null) : () -> context.cancel(null);
            cancels.schedule(cancel, random.nextInt(6_000), TimeUnit.MICROSECONDS);
        }
        try {
            call.request(2);
            call.sendMessage(EchoRequest.newBuilder().setText("x").setCount(2).build());
            call.halfClose();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("call was cancelled"); // as gRPC's own calls say, if it has been
        }
    }

    /** How often it ended, and what came after that. */
    private static final class Ends extends ClientCall.Listener<EchoReply> {
        final AtomicInteger closes = new AtomicInteger();
        final AtomicInteger late = new AtomicInteger();
        volatile Status status = Status.UNKNOWN;

        @Override
        public void onHeaders(Metadata headers) {
            late.addAndGet(closes.get());
        }

        @Override
        public void onMessage(EchoReply message) {
            late.addAndGet(closes.get());
        }

        @Override
        public void onClose(Status ended, Metadata trailers) {
            status = ended;
            closes.incrementAndGet();
        }
    }
}
