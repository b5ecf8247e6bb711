// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.channel.TestCertificates;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom a plain channel trusts: by certificate, and by health. */
@Timeout(60)
class PlainChannelSecurityTest {

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void register() {
        HawserResolvers.register("scripted");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private ManagedChannel channel(String target, ChannelCredentials credentials, Map<String, ?> serviceConfig) {
        ManagedChannel channel = Grpc.newChannelBuilder(target, credentials)
                .defaultServiceConfig(serviceConfig)
                .build();
        open.add(channel::shutdownNow);
        return channel;
    }

    private EchoServer opened(EchoServer server) {
        open.add(server);
        return server;
    }

    private static String call(ManagedChannel channel) {
        return EchoGrpc.newBlockingStub(channel)
                .withDeadlineAfter(5, TimeUnit.SECONDS)
                .unary(EchoRequest.getDefaultInstance())
                .getServer();
    }

    /** The name of the service, which the user wrote: what discovery answers can't make anybody trusted. */
    @Test
    void aCertificateIsCheckedAgainstTheNameOfTheService() throws Exception {
        TestCertificates authority = new TestCertificates(folder, "testca");
        ChannelCredentials trusting = TlsChannelCredentials.newBuilder()
                .trustManager(authority.authority().toFile())
                .build();
        EchoServer server = opened(
                EchoServer.start("a", authority.server(authority.leaf("greeter", "DNS:greeter", 30)), builder -> {}));
        ScriptedScheme.discovery("greeter").publish(server.endpoint());
        ScriptedScheme.discovery("impostor").publish(server.endpoint());

        assertThat(call(channel("scripted:///greeter", trusting, Map.of()))).isEqualTo("a");
        assertThatThrownBy(() -> call(channel("scripted:///impostor", trusting, Map.of())))
                .hasMessageContaining("UNAVAILABLE: all endpoints are down");
    }

    @Test
    void whoSaysThatItIsNotServingIsLeftOutIfTheServiceConfigAsks() {
        HealthStatusManager sick = new HealthStatusManager();
        HealthStatusManager well = new HealthStatusManager();
        EchoServer a = opened(EchoServer.start("a", builder -> builder.addService(sick.getHealthService())));
        EchoServer b = opened(EchoServer.start("b", builder -> builder.addService(well.getHealthService())));
        Map<String, ?> config = Map.of(
                "healthCheckConfig", Map.of("serviceName", ""),
                "loadBalancingConfig", List.of(Map.of(HawserResolvers.WEIGHTED_ROUND_ROBIN, Map.of())));
        ManagedChannel channel = channel(
                "static:" + a.address() + "," + b.address() + "?lb=grpc", InsecureChannelCredentials.create(), config);
        await().until(() -> call(channel).equals("a"));

        sick.setStatus("", ServingStatus.NOT_SERVING);

        await().untilAsserted(() -> {
            int before = a.calls.get();
            for (int i = 0; i < 10; i++) {
                assertThat(call(channel)).isEqualTo("b");
            }
            assertThat(a.calls).hasValue(before);
        });
    }
}
