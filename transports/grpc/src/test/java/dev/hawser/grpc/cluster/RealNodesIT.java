// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static dev.hawser.call.Idempotence.NOT_IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.PoolClosedException;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoGrpc.EchoBlockingStub;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Typed pools over real connections to real servers. */
@Timeout(30)
class RealNodesIT {

    private final AtomicInteger connections = new AtomicInteger();
    private final EchoServer one = EchoServer.start("one", builder -> builder.addTransportFilter(counting()));
    private final EchoServer two = EchoServer.start("two");
    private final String[] seeds = {one.address().toString(), two.address().toString()};

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    private ServerTransportFilter counting() {
        return new ServerTransportFilter() {
            @Override
            public Attributes transportReady(Attributes attributes) {
                connections.incrementAndGet();
                return attributes;
            }
        };
    }

    private static GrpcPool<EchoBlockingStub> pool(NodeOptions nodes) {
        return GrpcPool.builder(EchoGrpc::newBlockingStub).nodes(nodes).build();
    }

    private ClusterPoolBuilder<EchoBlockingStub> cluster() {
        return ClusterPool.builder(EchoGrpc::newBlockingStub).seeds(seeds).nodes(NodeOptions.plaintext());
    }

    private static EchoRequest hello() {
        return EchoRequest.newBuilder().setText("hello").setCount(1).build();
    }

    @Test
    void aClientIsMadeLazilyAndReused() {
        try (GrpcPool<EchoBlockingStub> pool = pool(NodeOptions.plaintext())) {
            EchoBlockingStub client = pool.get(one.address().toString());
            assertThat(connections).hasValue(0);

            assertThat(client.unary(hello()).getServer()).isEqualTo("one");

            assertThat(pool.get(one.address())).isSameAs(client);
            assertThat(pool.addresses()).containsExactly(one.address());
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void thereAreNeverMoreThanFourConnectionsToAHost() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        one.verdict = call -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        };
        ExecutorService threads = Executors.newCachedThreadPool();
        try (GrpcPool<EchoBlockingStub> pool = pool(NodeOptions.plaintext())) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(CompletableFuture.supplyAsync(
                        () -> pool.get(one.address()).unary(hello()), threads));
            }
            await().until(() -> one.calls.get() == 200);
            go.countDown();
            all.forEach(CompletableFuture::join);

            assertThat(connections.get()).isBetween(2, 4);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRemovedAddressFinishesWhatItHasAndTakesNothingNew() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        one.verdict = call -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        };
        try (GrpcPool<EchoBlockingStub> pool = pool(NodeOptions.plaintext())) {
            EchoBlockingStub client = pool.get(one.address());
            CompletableFuture<String> inFlight =
                    CompletableFuture.supplyAsync(() -> client.unary(hello()).getServer());
            await().until(() -> one.calls.get() == 1);

            assertThat(pool.remove(one.address())).isTrue();

            assertThat(pool.addresses()).isEmpty();
            assertThatThrownBy(() -> client.unary(hello())).isInstanceOf(StatusRuntimeException.class);
            go.countDown();
            assertThat(inFlight.join()).isEqualTo("one");
            assertThat(pool.get(one.address())).isNotSameAs(client);
        }
    }

    @Test
    void aUnaryCallWithoutADeadlineGetsTheRequestTimeout() {
        CountDownLatch never = new CountDownLatch(1);
        one.verdict = call -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        };
        try (GrpcPool<EchoBlockingStub> pool =
                pool(NodeOptions.plaintext().withRequestTimeout(Duration.ofMillis(300)))) {
            assertThatThrownBy(() -> pool.get(one.address()).unary(hello()))
                    .satisfies(e ->
                            assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        } finally {
            never.countDown();
        }
    }

    @Test
    void aCallThatMayBeRepeatedIsTriedThreeTimesAtItsHost() {
        one.verdict = call -> Optional.of(Status.UNAVAILABLE);
        try (GrpcPool<EchoBlockingStub> pool = pool(NodeOptions.plaintext())) {
            assertThatThrownBy(() -> pool.get(one.address()).unaryIdempotent(hello()))
                    .isInstanceOf(StatusRuntimeException.class);

            assertThat(one.calls).hasValue(3);
        }
    }

    @Test
    void theRetryPolicyOfAPoolIsItsOwn() {
        one.verdict = call -> Optional.of(Status.UNAVAILABLE);
        try (GrpcPool<EchoBlockingStub> pool = GrpcPool.builder(EchoGrpc::newBlockingStub)
                .nodes(NodeOptions.plaintext())
                .retry(RetryPolicy.never())
                .build()) {
            assertThatThrownBy(() -> pool.get(one.address()).unaryIdempotent(hello()))
                    .isInstanceOf(StatusRuntimeException.class);

            assertThat(one.calls).hasValue(1);
        }
    }

    @Test
    void messagesMayBeLargerThanGrpcsFourMebibytesUnlessItIsSaidOtherwise() {
        EchoServer large = EchoServer.start("large", builder -> builder.maxInboundMessageSize(1 << 30));
        EchoRequest request =
                EchoRequest.newBuilder().setText("x".repeat(5 << 20)).build();
        try (large;
                GrpcPool<EchoBlockingStub> pool = pool(NodeOptions.plaintext());
                GrpcPool<EchoBlockingStub> small =
                        pool(NodeOptions.plaintext().withChannel(c -> c.withMaxInboundMessageSize(1000)))) {
            assertThat(pool.get(large.address()).unary(request).getText()).hasSize(5 << 20);
            assertThatThrownBy(() -> small.get(large.address()).unary(request))
                    .satisfies(e ->
                            assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        }
    }

    @Test
    void closingTwiceIsFineAndThenNothingWorks() {
        GrpcPool<EchoBlockingStub> pool = pool(NodeOptions.plaintext());
        pool.get(one.address()).unary(hello());

        pool.close();
        pool.close();

        assertThatThrownBy(() -> pool.get(one.address())).isInstanceOf(PoolClosedException.class);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .filteredOn(name -> name.contains("-clients-"))
                .isEmpty());
    }

    /** What is proven never to have been sent is repeated though it isn't idempotent. */
    @Test
    void withOneNodeDeadTheCallReachesTheOtherOnTheFirstRetry() {
        one.close();
        try (ClusterPool<EchoBlockingStub> pool = cluster().build()) {
            for (int i = 0; i < 4; i++) {
                int[] attempts = new int[1];
                String server = pool.execute(NOT_IDEMPOTENT, (stub, context) -> {
                    attempts[0] = context.attempt();
                    return stub.unary(hello()).getServer();
                });

                assertThat(server).isEqualTo("two");
                assertThat(attempts[0]).isLessThanOrEqualTo(2);
            }
        }
    }

    /** One owner of retries: four calls, where each of four attempts with three tries of its own would be twelve. */
    @Test
    void anOperationCostsAsManyCallsAsItHasAttempts() {
        one.verdict = call -> Optional.of(Status.UNAVAILABLE);
        two.verdict = call -> Optional.of(Status.UNAVAILABLE);
        try (ClusterPool<EchoBlockingStub> pool = cluster().build()) {
            assertThatThrownBy(() -> pool.execute(IDEMPOTENT, stub -> stub.unaryIdempotent(hello())))
                    .isInstanceOf(StatusRuntimeException.class);

            assertThat(one.calls.get() + two.calls.get()).isEqualTo(4);
        }
    }

    @Test
    void anAttemptThatHangsIsLeftForAnotherNode() {
        CountDownLatch never = new CountDownLatch(1);
        one.verdict = call -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        };
        try (ClusterPool<EchoBlockingStub> pool = cluster()
                .retry(ClusterPoolBuilder.DEFAULT_RETRY.withAttemptTimeout(Duration.ofMillis(300)))
                .build()) {
            for (int i = 0; i < 2; i++) {
                assertThat(pool.<String, RuntimeException>execute(
                                IDEMPOTENT, stub -> stub.unary(hello()).getServer()))
                        .isEqualTo("two");
            }
        } finally {
            never.countDown();
        }
    }
}
