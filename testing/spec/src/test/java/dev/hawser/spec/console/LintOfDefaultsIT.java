// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.hawser.client.ConnectionPool;
import dev.hawser.console.Console;
import dev.hawser.failover.RetryBudget;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import dev.hawser.view.Finding;
import io.grpc.CallOptions;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the rules say of real pools: little of those with the defaults, and more of others. */
@Timeout(30)
class LintOfDefaultsIT {

    private static Console console() {
        return Console.builder().port(0).start();
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress()); // connections are made without being accepted
    }

    private static Server grpc() throws IOException {
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .addService(new HealthStatusManager().getHealthService())
                .build()
                .start();
    }

    private static String target(int one, int another) {
        return "static:127.0.0.1:" + one + ",127.0.0.1:" + another;
    }

    private static void call(PooledChannel channel) {
        ClientCalls.blockingUnaryCall(
                channel, HealthGrpc.getCheckMethod(), CallOptions.DEFAULT, HealthCheckRequest.getDefaultInstance());
    }

    private static List<String> rules(Console console) throws IOException {
        URI uri = console.uri().resolve("/lint");
        String answer = new String(uri.toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
        return StreamSupport.stream(
                        JsonParser.parseString(answer)
                                .getAsJsonObject()
                                .getAsJsonArray("findings")
                                .spliterator(),
                        false)
                .map(JsonElement::getAsJsonObject)
                .map(one -> one.get("severity").getAsString() + " "
                        + one.get("rule").getAsString())
                .toList();
    }

    @Test
    void aPoolOfTcpConnectionsWithTheDefaultsIsAdvisedToLimitReads() throws Exception {
        try (ServerSocket a = listening();
                ServerSocket b = listening();
                Console console = console();
                ConnectionPool<TcpConnection> pool = TcpPool.to(target(a.getLocalPort(), b.getLocalPort()))
                        .name("kv")
                        .listener(console)
                        .build()) {
            console.watch(pool);
            pool.acquire().close();
            pool.acquire().close();

            assertThat(rules(console)).containsExactly("advice no-read-timeout");
        }
    }

    @Test
    void aChannelWithTheDefaultsIsFoundNoFaultWith() throws Exception {
        Server a = grpc();
        Server b = grpc();
        try (Console console = console();
                PooledChannel channel = PooledChannel.to(target(a.getPort(), b.getPort()))
                        .channel(ChannelOptions.plaintext())
                        .name("greeter")
                        .listener(console)
                        .build()) {
            console.watch(channel);
            call(channel);
            call(channel);

            assertThat(rules(console)).isEmpty();
        } finally {
            a.shutdownNow();
            b.shutdownNow();
        }
    }

    @Test
    void aPoolWithoutANameIsAdvisedToHaveOne() throws Exception {
        try (ServerSocket a = listening();
                ServerSocket b = listening();
                Console console = console();
                ConnectionPool<TcpConnection> pool = TcpPool.to(target(a.getLocalPort(), b.getLocalPort()))
                        .listener(console)
                        .build()) {
            console.watch(pool);

            assertThat(rules(console)).containsExactly("advice no-read-timeout", "advice unnamed");
        }
    }

    @Test
    void whatIsSetUpBadlyIsFound() throws Exception {
        Duration hasty = Duration.ofSeconds(10);
        try (Console console = console();
                PooledChannel channel = PooledChannel.to("static:10.255.255.1:7001,10.255.255.2:7001")
                        .channel(ChannelOptions.plaintext().withKeepAlive(hasty, hasty))
                        .noDefaultDeadline()
                        .budget(RetryBudget.unlimited())
                        .name("greeter")
                        .listener(console)
                        .build();
                ConnectionPool<TcpConnection> pool = TcpPool.to(
                                "static:127.0.0.1:1",
                                TcpOptions.plaintext().withoutKeepAlive().withReadTimeout(hasty))
                        .lifetime(LifetimeOptions.unlimited())
                        .maxConnectionsPerEndpoint(1)
                        .name("kv")
                        .listener(console)
                        .build()) {
            console.watch(channel);
            console.watch(pool);

            assertThat(rules(console))
                    .containsExactlyInAnyOrder(
                            "warning no-deadline",
                            "warning retry-without-budget",
                            "warning keepalive-too-often",
                            "advice plaintext",
                            "advice one-endpoint",
                            "advice one-connection",
                            "advice no-validation",
                            "warning silent-connections");
        }
    }

    @Test
    void aCallerThatWaitsAtTheMaximumIsFoundAndOneThatWasRefused() throws Exception {
        try (ServerSocket a = listening();
                ServerSocket b = listening();
                Console console = console();
                ConnectionPool<TcpConnection> pool = TcpPool.to(target(a.getLocalPort(), b.getLocalPort()))
                        .maxConnectionsPerEndpoint(1)
                        .name("kv")
                        .listener(console)
                        .build();
                Lease<TcpConnection> one = pool.acquire();
                Lease<TcpConnection> another = pool.acquire()) {
            console.watch(pool);
            var third = pool.acquireAsync(Duration.ofSeconds(3));

            await().until(() -> rules(console).contains("warning max-reached"));
            await().until(() -> rules(console).contains("warning callers-refused"));
            assertThat(third.toCompletableFuture()).isCompletedExceptionally();
            one.close();
            one.close();
            await().until(() -> rules(console).contains("warning leases-misused"));
            assertThat(another.connection()).isNotNull();
        }
    }

    @Test
    void whatTheProgramFindsIsShownTooAndThatItFails() throws Exception {
        Finding own = new Finding("own-rule", Finding.Severity.ERROR, "", "what", "why", "remedy");
        try (Console console = Console.builder()
                .port(0)
                .findings(() -> List.of(own))
                .findings(() -> {
                    throw new IllegalStateException("no idea");
                })
                .start()) {
            assertThat(rules(console)).containsExactly("error own-rule", "warning program-findings");
        }
    }
}
