// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static dev.hawser.call.Idempotence.NOT_IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import dev.hawser.health.OutlierOptions;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cluster pool does with nodes that leave, are ill, or have too much to do, under calls to real servers. */
@Timeout(60)
class NodeLifeIT {

    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private final Watch watch = new Watch();
    private final EchoServer one = EchoServer.start("one", watch::over);
    private final EchoServer two = EchoServer.start("two");
    private final CountDownLatch go = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        go.countDown();
        threads.shutdownNow();
        one.close();
        two.close();
    }

    private ClusterPoolBuilder<EchoGrpc.EchoBlockingStub> cluster(NodeOptions nodes) {
        return ClusterPool.builder(EchoGrpc::newBlockingStub)
                .seeds(one.address().toString(), two.address().toString())
                .nodes(nodes);
    }

    private static EchoRequest hello() {
        return EchoRequest.newBuilder().setText("hello").setCount(1).build();
    }

    private Optional<Status> hang(int call) {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** The server that answered. */
    private static String ask(ClusterPool<EchoGrpc.EchoBlockingStub> pool) {
        return pool.<String, RuntimeException>execute(
                IDEMPOTENT, stub -> stub.unary(hello()).getServer());
    }

    private CompletableFuture<String> underWayAt(ClusterPool<EchoGrpc.EchoBlockingStub> pool, EchoServer server) {
        server.verdict = this::hang;
        CompletableFuture<String> call = CompletableFuture.supplyAsync(
                () -> {
                    ClusterNode<EchoGrpc.EchoBlockingStub> node = pool.any();
                    while (!node.address().equals(server.address())) {
                        node = pool.any();
                    }
                    return node.client()
                            .withDeadlineAfter(30, TimeUnit.SECONDS)
                            .unary(hello())
                            .getServer();
                },
                threads);
        await().until(() -> server.calls.get() == 1);
        return call;
    }

    @Test
    void aRemovedNodeGetsNoNewCallsAndItsConnectionsCloseAfterTheLastOneUnderWay() {
        try (ClusterPool<EchoGrpc.EchoBlockingStub> pool =
                cluster(NodeOptions.plaintext()).build()) {
            CompletableFuture<String> underWay = underWayAt(pool, one);

            pool.removeNode(one.address());

            for (int i = 0; i < 20; i++) {
                assertThat(ask(pool)).isEqualTo("two");
            }
            assertThat(underWay).isNotDone();
            assertThat(watch.open).hasValue(1);
            go.countDown();
            assertThat(underWay.join()).isEqualTo("one");
            await().until(() -> watch.open.get() == 0);
            assertThat(one.calls).hasValue(1);
        }
    }

    @Test
    void callsAtARemovedNodeAreEndedByForceWhenTheDrainTimeoutIsOver() {
        NodeOptions nodes = NodeOptions.plaintext().withSharing(s -> s.withDrainTimeout(Duration.ofMillis(200)));
        try (ClusterPool<EchoGrpc.EchoBlockingStub> pool = cluster(nodes).build()) {
            CompletableFuture<String> underWay = underWayAt(pool, one);

            pool.removeNode(one.address());

            await().until(underWay::isDone);
            assertThatThrownBy(underWay::join)
                    .satisfies(
                            e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAVAILABLE));
            await().until(() -> watch.open.get() == 0);
        }
    }

    /** Who was left alone was shunned until a health check half a minute later, though it was time to try it. */
    @Test
    void aNodeThatWasLeftAloneIsTriedByACallWhenItsTimeIsUp() {
        NodeOptions nodes = NodeOptions.plaintext()
                .withOutliers(OutlierOptions.defaults()
                        .withConsecutiveFailures(1)
                        .withEjection(Duration.ofMillis(200), Duration.ofMillis(200)))
                .withoutChecks();
        try (ClusterPool<EchoGrpc.EchoBlockingStub> pool = cluster(nodes).build()) {
            one.verdict = call -> Optional.of(Status.UNAVAILABLE);
            ask(pool);
            ask(pool);
            int failed = one.calls.get();
            assertThat(failed).isGreaterThanOrEqualTo(1);
            one.verdict = call -> Optional.empty();

            await().atMost(Duration.ofSeconds(5)).until(() -> ask(pool).equals("one"));
        }
    }

    @Test
    void aNodeThatHasTooMuchToDoIsSteeredAwayFromAtOnceAndForAsLongAsItAsks() {
        watch.refusal = Optional.of("20000");
        try (ClusterPool<EchoGrpc.EchoBlockingStub> pool = cluster(NodeOptions.plaintext())
                .nodes(NodeOptions.plaintext().withRequestTimeout(Duration.ofSeconds(5)))
                .build()) {
            Set<String> served = new HashSet<>();
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                try {
                    served.add(ask(pool));
                } catch (io.grpc.StatusRuntimeException asItAsks) { // 20 s would pass the deadline
                    assertThat(asItAsks.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    refused++;
                }
            }
            assertThat(refused).isEqualTo(1);
            assertThat(served).containsExactly("two");
            assertThat(watch.refused).hasValue(1);
        }
    }

    @Test
    void pushbackIsObeyedAndTheNextAttemptGoesElsewhere() {
        watch.refusal = Optional.of("400");
        try (ClusterPool<EchoGrpc.EchoBlockingStub> pool =
                cluster(NodeOptions.plaintext()).build()) {
            List<String> attempts = new ArrayList<>();
            long begun = System.nanoTime();
            String server = pool.execute(IDEMPOTENT, (stub, context) -> {
                attempts.add(context.attempt() + " " + context.endpoint());
                return stub.unary(hello()).getServer();
            });

            assertThat(server).isEqualTo("two");
            assertThat(attempts).containsExactly("1 " + one.address(), "2 " + two.address());
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        }
    }

    @Test
    void theSwitchRepeatsWhatMayHaveRunAndWithoutItNothingIs() {
        one.verdict = call -> Optional.of(Status.UNAVAILABLE);
        two.verdict = call -> Optional.of(Status.UNAVAILABLE);
        try (ClusterPool<EchoGrpc.EchoBlockingStub> careful =
                        cluster(NodeOptions.plaintext()).build();
                ClusterPool<EchoGrpc.EchoBlockingStub> unsafe = cluster(NodeOptions.plaintext())
                        .retry(ClusterPoolBuilder.DEFAULT_RETRY.withUnsafe(true))
                        .build()) {
            assertThatThrownBy(() -> careful.execute(NOT_IDEMPOTENT, stub -> stub.unary(hello())));
            assertThat(one.calls.get() + two.calls.get()).isEqualTo(1);

            assertThatThrownBy(() -> unsafe.execute(NOT_IDEMPOTENT, stub -> stub.unary(hello())));
            assertThat(one.calls.get() + two.calls.get()).isEqualTo(1 + 4);
        }
    }

    @Test
    void theOperationKnowsItsNodeAndTheServerItsDeadline() {
        try (ClusterPool<EchoGrpc.EchoBlockingStub> pool = cluster(
                        NodeOptions.plaintext().withRequestTimeout(Duration.ofSeconds(7)))
                .build()) {
            for (int i = 0; i < 4; i++) {
                pool.execute(IDEMPOTENT, (stub, context) -> {
                    String expected = context.endpoint().equals(one.address()) ? "one" : "two";
                    assertThat(stub.unary(hello()).getServer()).isEqualTo(expected);
                    assertThat(context.attempt()).isEqualTo(1);
                    assertThat(context.remaining()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
                    return expected;
                });
            }
            assertThat(watch.deadlines)
                    .isNotEmpty()
                    .allMatch(nanos -> nanos <= Duration.ofSeconds(7).toNanos());
        }
    }

    @Test
    void anAsynchronousOperationGoesToAnotherNodeAndBeginsNoOtherAttemptOnceCancelled() {
        one.verdict = call -> Optional.of(Status.UNAVAILABLE);
        try (ClusterPool<EchoGrpc.EchoFutureStub> pool = ClusterPool.builder(EchoGrpc::newFutureStub)
                .seeds(one.address().toString(), two.address().toString())
                .nodes(NodeOptions.plaintext())
                .build()) {
            CompletableFuture<EchoReply> answer = pool.executeAsync(IDEMPOTENT, stub -> stage(stub.unary(hello())));
            assertThat(answer.join().getServer()).isEqualTo("two");

            one.verdict = this::hang;
            two.verdict = one.verdict;
            int before = one.calls.get() + two.calls.get();
            CompletableFuture<EchoReply> left = pool.executeAsync(IDEMPOTENT, stub -> stage(stub.unary(hello())));
            await().until(() -> one.calls.get() + two.calls.get() == before + 1);
            left.cancel(false);
            go.countDown();

            assertThat(left).isCancelled();
            assertThat(one.calls.get() + two.calls.get()).isEqualTo(before + 1);
        }
    }

    private static <R> CompletableFuture<R> stage(ListenableFuture<R> call) {
        CompletableFuture<R> stage = new CompletableFuture<>();
        call.addListener(
                () -> {
                    try {
                        stage.complete(call.get());
                    } catch (java.util.concurrent.ExecutionException e) {
                        stage.completeExceptionally(e.getCause());
                    } catch (InterruptedException | java.util.concurrent.CancellationException e) {
                        stage.completeExceptionally(e);
                    }
                },
                Runnable::run);
        return stage;
    }

    @Test
    void thereAreNeverMoreThanTheConfiguredConnectionsToANodeUnderAnyConcurrency() {
        one.verdict = this::hang;
        two.verdict = this::hang;
        NodeOptions nodes = NodeOptions.plaintext()
                .withSharing(s -> s.withConnections(0, 3).withInFlight(1, 100))
                .withRequestTimeout(Duration.ofSeconds(30));
        try (ClusterPool<EchoGrpc.EchoBlockingStub> pool = cluster(nodes)
                .retry(ClusterPoolBuilder.DEFAULT_RETRY.withAttemptTimeout(Duration.ofSeconds(30)))
                .build()) {
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                all.add(CompletableFuture.supplyAsync(() -> ask(pool), threads));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> one.calls.get() + two.calls.get() == 120);
            await().until(() -> watch.opened.get() == 3);
            go.countDown();
            all.forEach(CompletableFuture::join);

            assertThat(watch.most.get()).isEqualTo(3);
            assertThat(watch.opened).hasValue(3);
        }
    }

    @Test
    void aStreamOutlivesTheRequestTimeout() throws Exception {
        Duration timeout = Duration.ofMillis(300);
        try (GrpcPool<EchoGrpc.EchoStub> pool = GrpcPool.builder(EchoGrpc::newStub)
                .nodes(NodeOptions.plaintext().withRequestTimeout(timeout))
                .build()) {
            List<String> answers = new CopyOnWriteArrayList<>();
            CompletableFuture<String> end = new CompletableFuture<>();
            StreamObserver<EchoRequest> requests = pool.get(one.address()).bidi(new StreamObserver<>() {
                @Override
                public void onNext(EchoReply reply) {
                    answers.add(reply.getText());
                }

                @Override
                public void onError(Throwable cause) {
                    end.completeExceptionally(cause);
                }

                @Override
                public void onCompleted() {
                    end.complete("ended");
                }
            });
            requests.onNext(hello());
            await().until(() -> answers.size() == 1);
            CountDownLatch later = new CountDownLatch(1);
            assertThat(later.await(3 * timeout.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();

            requests.onNext(hello());
            requests.onCompleted();

            assertThat(end.join()).isEqualTo("ended");
            assertThat(answers).hasSize(2);
        }
    }

    /** What a server sees of its clients, and how it refuses them. */
    private static final class Watch extends ServerTransportFilter implements ServerInterceptor {
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
        final Set<Long> deadlines = ConcurrentHashMap.newKeySet();
        volatile Optional<String> refusal = Optional.empty();

        NettyServerBuilder over(NettyServerBuilder builder) {
            return builder.addTransportFilter(this).intercept(this);
        }

        @Override
        public Attributes transportReady(Attributes attributes) {
            opened.incrementAndGet();
            int now = open.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            return attributes;
        }

        @Override
        public void transportTerminated(Attributes attributes) {
            open.decrementAndGet();
        }

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Optional.ofNullable(Context.current().getDeadline())
                    .ifPresent(deadline -> deadlines.add(deadline.timeRemaining(TimeUnit.NANOSECONDS)));
            boolean checking = call.getMethodDescriptor().getFullMethodName().startsWith("grpc.health");
            if (refusal.isEmpty() || checking) {
                return next.startCall(call, headers);
            }
            refused.incrementAndGet();
            Metadata trailers = new Metadata();
            trailers.put(PUSHBACK, refusal.get());
            call.close(Status.RESOURCE_EXHAUSTED, trailers);
            return new ServerCall.Listener<>() {};
        }
    }
}
