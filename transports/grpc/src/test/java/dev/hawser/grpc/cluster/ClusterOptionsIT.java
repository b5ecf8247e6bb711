// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoGrpc.EchoBlockingStub;
import dev.hawser.grpc.echo.EchoRequest;
import dev.hawser.health.CheckOptions;
import dev.hawser.health.OutlierOptions;
import dev.hawser.leader.LeaderHint;
import dev.hawser.leader.LeaderOptions;
import dev.hawser.time.SystemTime;
import dev.hawser.view.Timing;
import dev.hawser.view.Viewed;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.services.HealthStatusManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each option changes what happens: a test for each that fails when it is ignored. */
@Timeout(60)
class ClusterOptionsIT {

    private final HealthStatusManager health = new HealthStatusManager();
    private final AtomicInteger connections = new AtomicInteger();
    private final EchoServer server = EchoServer.start(
            "one",
            builder -> builder.addService(health.getHealthService())
                    .addTransportFilter(new io.grpc.ServerTransportFilter() {
                        @Override
                        public io.grpc.Attributes transportReady(io.grpc.Attributes attributes) {
                            connections.incrementAndGet();
                            return attributes;
                        }
                    }));
    private final List<PoolEvent> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    private ClusterPoolBuilder<EchoBlockingStub> cluster(NodeOptions nodes) {
        return ClusterPool.builder(EchoGrpc::newBlockingStub)
                .seeds(server.address().toString())
                .nodes(nodes);
    }

    private static void ask(ClusterPool<EchoBlockingStub> pool) {
        pool.execute(IDEMPOTENT, stub -> stub.unary(EchoRequest.getDefaultInstance()));
    }

    @Test
    void theConnectTimeoutEndsAConnectThatGetsNoAnswer() throws Exception {
        NodeOptions nodes = NodeOptions.plaintext().withSharing(s -> s.withConnectTimeout(Duration.ofMillis(200)));
        try (ServerSocket hole = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                GrpcPool<EchoBlockingStub> pool =
                        GrpcPool.builder(EchoGrpc::newBlockingStub).nodes(nodes).build()) {
            assertThatThrownBy(
                            () -> pool.get("127.0.0.1:" + hole.getLocalPort()).unary(EchoRequest.getDefaultInstance()))
                    .hasMessageContaining("UNAVAILABLE");
        }
    }

    @Test
    void theTimeOfOperationsIsTakenUnlessThatIsOff() {
        for (Timing timing : Timing.values()) {
            try (ClusterPool<EchoBlockingStub> pool =
                    cluster(NodeOptions.plaintext()).timing(timing).build()) {
                ask(pool);

                assertThat(pool.view().settings()).containsEntry("timing", timing.name());
                assertIsTimedIf(timing == Timing.SAMPLED, pool);
            }
        }
    }

    @Test
    void theTimeOfCallsToAHostIsTakenUnlessThatIsOff() {
        for (Timing timing : Timing.values()) {
            try (GrpcPool<EchoBlockingStub> pool = GrpcPool.builder(EchoGrpc::newBlockingStub)
                    .nodes(NodeOptions.plaintext())
                    .timing(timing)
                    .build()) {
                pool.get(server.address()).unary(EchoRequest.getDefaultInstance());

                assertThat(pool.view().settings()).containsEntry("timing", timing.name());
                assertIsTimedIf(timing == Timing.SAMPLED, pool);
            }
        }
    }

    /** What a call comes to is counted when its caller has its answer already. */
    private static void assertIsTimedIf(boolean timed, Viewed pool) {
        await().until(() -> pool.view().use().total() == 1);
        assertThat(pool.view().use().uses().count()).isEqualTo(timed ? 1 : 0);
    }

    @Test
    void theMinimumOfConnectionsIsOpenedWithoutACall() {
        NodeOptions nodes = NodeOptions.plaintext().withSharing(s -> s.withConnections(2, 2));
        try (ClusterPool<EchoBlockingStub> pool = cluster(nodes).build()) {
            await().until(() -> connections.get() == 2);
            assertThat(pool.nodes()).hasSize(1);
        }
    }

    @Test
    void checksNoticeThatANodeIsIllAndAreOffIfOneWantsThat() {
        NodeOptions watched = NodeOptions.plaintext()
                .withChecks(CheckOptions.every(Duration.ofMillis(50)).withThresholds(1, 1));
        health.setStatus("", io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING);
        try (ClusterPool<EchoBlockingStub> pool =
                cluster(watched).listener(events::add).build()) {
            ask(pool);

            await().until(this::leftAlone);
        }
        events.clear();
        try (ClusterPool<EchoBlockingStub> pool =
                cluster(watched.withoutChecks()).listener(events::add).build()) {
            ask(pool);
            await().during(Duration.ofMillis(300)).until(() -> !leftAlone());
        }
    }

    private boolean leftAlone() {
        return events.stream()
                .anyMatch(event -> event instanceof PoolEvent.EndpointStateChanged changed
                        && changed.to() == EndpointState.EJECTED);
    }

    @Test
    void outliersDecideWhetherANodeIsLeftAlone() {
        EchoServer other = EchoServer.start("two");
        server.verdict = call -> Optional.of(Status.UNAVAILABLE);
        try (other) {
            assertThat(failuresSeen(other, OutlierOptions.defaults().withConsecutiveFailures(1)))
                    .isEqualTo(1);
            assertThat(failuresSeen(other, OutlierOptions.off())).isGreaterThan(3);
        }
    }

    private int failuresSeen(EchoServer other, OutlierOptions outliers) {
        int before = server.calls.get();
        try (ClusterPool<EchoBlockingStub> pool = cluster(
                        NodeOptions.plaintext().withOutliers(outliers).withoutChecks())
                .seeds(other.address().toString())
                .build()) {
            for (int i = 0; i < 8; i++) {
                ask(pool);
            }
        }
        return server.calls.get() - before;
    }

    @Test
    void theReconnectBackoffDecidesWhenADeadNodeIsTriedAgain() {
        String address = server.address().toString();
        server.close();
        NodeOptions nodes = NodeOptions.plaintext().withReconnect(Backoff.constant(Duration.ofHours(1)));
        try (ClusterPool<EchoBlockingStub> pool = ClusterPool.builder(EchoGrpc::newBlockingStub)
                .seeds(address)
                .nodes(nodes)
                .build()) {
            assertThatThrownBy(() -> ask(pool)).hasStackTraceContaining("next try in 59");
        }
    }

    @Test
    void theBudgetBoundsRetries() {
        server.verdict = call -> Optional.of(Status.UNAVAILABLE);
        try (ClusterPool<EchoBlockingStub> pool = cluster(NodeOptions.plaintext())
                .budget(BudgetOptions.defaults().withShare(0).withReservePerSecond(0))
                .build()) {
            assertThatThrownBy(() -> ask(pool)).hasStackTraceContaining("the retry budget is used up");

            assertThat(server.calls).hasValue(1);
        }
    }

    @Test
    void furtherAsynchronousAttemptsRunOnTheExecutor() {
        server.verdict = call -> call == 1 ? Optional.of(Status.UNAVAILABLE) : Optional.empty();
        AtomicInteger ran = new AtomicInteger();
        try (ClusterPool<EchoBlockingStub> pool = cluster(NodeOptions.plaintext())
                .executor(task -> {
                    ran.incrementAndGet();
                    new Thread(task).start();
                })
                .build()) {
            var answer = pool.executeAsync(
                    IDEMPOTENT,
                    stub -> CompletableFuture.completedFuture(stub.unary(EchoRequest.getDefaultInstance())));

            assertThat(answer.join().getServer()).isEqualTo("one");
            assertThat(ran.get()).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void nameListenerTimeAndRandomAreUsed() {
        server.verdict = call -> call == 1 ? Optional.of(Status.UNAVAILABLE) : Optional.empty();
        AtomicInteger drawn = new AtomicInteger();
        Random random = new Random(1);
        try (SystemTime time = new SystemTime("ours");
                ClusterPool<EchoBlockingStub> pool = cluster(NodeOptions.plaintext())
                        .name("named")
                        .listener(events::add)
                        .time(time)
                        .random(() -> {
                            drawn.incrementAndGet();
                            return random.nextLong();
                        })
                        .build()) {
            ask(pool);

            assertThat(events).isNotEmpty();
            assertThat(events.toString()).contains("named");
            assertThat(drawn.get()).isPositive();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains("named") && name.contains("timer"));
        }
    }

    @Test
    void aTypedPoolUsesItsNameListenerExecutorTimeAndRandom() {
        server.verdict = call -> call == 1 ? Optional.of(Status.UNAVAILABLE) : Optional.empty();
        AtomicInteger drawn = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        Random random = new Random(1);
        try (SystemTime time = new SystemTime("ours");
                GrpcPool<EchoBlockingStub> pool = GrpcPool.builder(EchoGrpc::newBlockingStub)
                        .nodes(NodeOptions.plaintext())
                        .name("typed")
                        .listener(events::add)
                        .time(time)
                        .executor(task -> {
                            ran.incrementAndGet();
                            new Thread(task).start();
                        })
                        .random(() -> {
                            drawn.incrementAndGet();
                            return random.nextLong();
                        })
                        .build()) {
            pool.get(server.address()).unaryIdempotent(EchoRequest.getDefaultInstance());

            assertThat(events.toString()).contains("typed");
            assertThat(drawn.get()).isPositive();
            assertThat(ran.get()).isPositive();
        }
    }

    @Test
    void theLeadersExpiryIsReadFromTheOptions() {
        Metadata.Key<String> key = Metadata.Key.of("leader", Metadata.ASCII_STRING_MARSHALLER);
        LeaderHintSource source = LeaderHintSource.refusal((status, trailers) -> Optional.ofNullable(trailers.get(key))
                .map(text -> new LeaderHint(Optional.empty(), OptionalLong.empty())));
        try (ClusterPool<EchoBlockingStub> pool = cluster(NodeOptions.plaintext())
                .leader(source, LeaderOptions.defaults().withExpiry(Duration.ofMillis(200)))
                .build()) {
            pool.executeOnLeader(IDEMPOTENT, stub -> stub.unary(EchoRequest.getDefaultInstance()));
            assertThat(pool.leader()).contains(server.address());

            await().atMost(Duration.ofSeconds(5)).until(() -> pool.leader().isEmpty());
        } catch (StatusRuntimeException e) {
            throw new AssertionError("a leader that answers is no failure", e);
        }
    }
}
