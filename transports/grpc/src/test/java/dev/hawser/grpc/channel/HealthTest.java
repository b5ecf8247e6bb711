// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.grpc.EchoServer;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerTransportFilter;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {

    private final HealthStatusManager health = new HealthStatusManager();
    private final AtomicInteger primings = new AtomicInteger();
    private EchoServer server;

    @BeforeEach
    void start() {
        server = EchoServer.start("a", builder -> builder.addService(health.getHealthService()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aServerThatServesIsHealthy() throws Exception {
        try (Connecting connecting = new Connecting(ChannelOptions.plaintext())) {
            ManagedChannel channel = connecting.to(server.endpoint());

            assertThat(connecting.transport.check(channel)).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aServerThatDoesNotServeIsNot() throws Exception {
        health.setStatus("", ServingStatus.NOT_SERVING);
        try (Connecting connecting = new Connecting(ChannelOptions.plaintext())) {
            ManagedChannel channel = connecting.to(server.endpoint());

            assertThatThrownBy(() -> connecting.transport.check(channel).get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(UnhealthyException.class)
                    .hasMessage("health check: NOT_SERVING");
        }
    }

    @Test
    void aServiceIsAskedAboutByItsName() throws Exception {
        health.setStatus("", ServingStatus.NOT_SERVING);
        health.setStatus("kv", ServingStatus.SERVING);
        try (Connecting kv = new Connecting(asking(HealthOptions.service("kv")));
                Connecting unknown = new Connecting(asking(HealthOptions.service("vk")))) {
            ManagedChannel channel = kv.to(server.endpoint());

            assertThat(kv.transport.check(channel)).succeedsWithin(10, TimeUnit.SECONDS);
            assertThatThrownBy(() -> unknown.transport.check(channel).get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("health check of 'vk': NOT_FOUND");
        }
    }

    @Test
    void aServerWithoutTheHealthServiceIsHealthy() throws Exception {
        try (EchoServer plain = EchoServer.start("b");
                Connecting connecting = new Connecting(ChannelOptions.plaintext())) {
            ManagedChannel channel = connecting.to(plain.endpoint());

            assertThat(connecting.transport.check(channel)).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aServerThatIsGoneIsNotHealthy() throws Exception {
        try (Connecting connecting = new Connecting(ChannelOptions.plaintext())) {
            ManagedChannel channel = connecting.to(server.endpoint());
            server.close();
            await().until(() -> !connecting.losses.isEmpty());

            assertThatThrownBy(() -> connecting.transport.check(channel).get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(UnhealthyException.class)
                    .hasMessageContaining("UNAVAILABLE (Connection refused)");
        }
    }

    /** A pool's time-out cancels the check: without that, the calls would pile up on a server that is silent. */
    @Test
    void aCheckThatIsCancelledEndsItsCall() throws Exception {
        AtomicInteger cancelled = new AtomicInteger();
        ServerInterceptor silent = new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                return new ServerCall.Listener<>() {
                    @Override
                    public void onCancel() {
                        cancelled.incrementAndGet();
                    }
                };
            }
        };
        try (EchoServer mute = EchoServer.start(
                        "b",
                        builder ->
                                builder.addService(ServerInterceptors.intercept(health.getHealthService(), silent)));
                Connecting connecting = new Connecting(ChannelOptions.plaintext())) {
            CompletableFuture<Void> check = connecting.transport.check(connecting.to(mute.endpoint()));

            check.cancel(false);

            await().untilAsserted(() -> assertThat(cancelled).hasValue(1));
        }
    }

    @Test
    void theDeadlineOfWhoeverTriggersACheckDoesNotReachIt() throws Exception {
        Context.CancellableContext gone = Context.current().withCancellation();
        gone.cancel(null);
        try (Connecting connecting = new Connecting(ChannelOptions.plaintext())) {
            ManagedChannel channel = connecting.to(server.endpoint());

            CompletableFuture<Void> check = gone.call(() -> connecting.transport.check(channel));

            assertThat(check).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aConnectionIsPrimedBeforeItIsGivenAway() throws Exception {
        CompletableFuture<Void> primed = new CompletableFuture<>();
        try (Connecting connecting =
                new Connecting(asking(HealthOptions.server().withPriming(fresh -> {
                    primings.incrementAndGet();
                    return primed;
                })))) {
            CompletableFuture<ManagedChannel> attempt = connecting.begin(server.endpoint());
            await().untilAsserted(() -> assertThat(primings).hasValue(1));
            assertThat(attempt).isNotDone();

            primed.complete(null);

            assertThat(Connecting.call(attempt.get(10, TimeUnit.SECONDS))).isEqualTo("hi");
            attempt.join().shutdownNow();
        }
    }

    @Test
    void aServerThatDoesNotServeGetsNoConnectionWhereItsHealthPrimes() throws Exception {
        health.setStatus("", ServingStatus.NOT_SERVING);
        try (Connecting connecting =
                new Connecting(asking(HealthOptions.server().withPriming(Priming.healthCheck(""))))) {
            assertThat(connecting.failure(server.endpoint()))
                    .hasMessage("connect to %s: not primed: health check: NOT_SERVING", server.address());

            health.setStatus("", ServingStatus.SERVING);
            assertThat(Connecting.call(connecting.to(server.endpoint()))).isEqualTo("hi");
        }
    }

    @Test
    void aPrimingThatThrowsFailsTheConnect() throws Exception {
        Priming broken = fresh -> {
            throw new IllegalStateException("no token yet");
        };
        try (Connecting connecting =
                new Connecting(asking(HealthOptions.server().withPriming(broken)))) {
            assertThat(connecting.failure(server.endpoint()))
                    .hasMessage("connect to %s: not primed: no token yet", server.address());
        }
    }

    /** The pool's connect timeout is a cancel, and covers the priming. */
    @Test
    void aCancelledConnectEndsThePriming() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        ServerTransportFilter ends = new ServerTransportFilter() {
            @Override
            public void transportTerminated(Attributes attributes) {
                ended.incrementAndGet();
            }
        };
        HealthOptions stuck = HealthOptions.server().withPriming(fresh -> {
            primings.incrementAndGet();
            return new CompletableFuture<>();
        });
        try (EchoServer watched = EchoServer.start("b", builder -> builder.addTransportFilter(ends));
                Connecting connecting = new Connecting(asking(stuck))) {
            CompletableFuture<ManagedChannel> attempt = connecting.begin(watched.endpoint());
            await().untilAsserted(() -> assertThat(primings).hasValue(1));

            attempt.cancel(false);

            await().untilAsserted(() -> assertThat(ended).hasValue(1));
            assertThat(connecting.losses).isEmpty();
        }
    }

    private static ChannelOptions asking(HealthOptions options) {
        return ChannelOptions.plaintext().withHealth(options);
    }
}
