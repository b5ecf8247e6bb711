// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import dev.hawser.spec.faults.PortService;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** gRPC's own channel over targets of ours; for {@code consul:} there is a test among those of Consul. */
@Timeout(120)
class PlainChannelTargetsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private final List<Server> servers = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void end() {
        channels.forEach(ManagedChannel::shutdownNow);
        servers.forEach(Server::shutdownNow);
    }

    /** @param name a number, which it answers with */
    private int server(int name) throws IOException {
        Server server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(new PortService().at(name))
                .build()
                .start();
        servers.add(server);
        return server.getPort();
    }

    private ManagedChannel channel(String target) {
        ManagedChannel channel =
                ManagedChannelBuilder.forTarget(target).usePlaintext().build();
        channels.add(channel);
        return channel;
    }

    private static String call(ManagedChannel channel) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
        return ClientCalls.blockingUnaryCall(channel, PortService.READ, options, "read");
    }

    /** How many of so many calls each server answers that answers any. */
    private static Map<String, Integer> calls(ManagedChannel channel, int count) {
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            answers.merge(call(channel), 1, Integer::sum);
        }
        return answers;
    }

    private static void awaitAnswersOf(ManagedChannel channel, String... names) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(calls(channel, 10)).containsOnlyKeys(names));
    }

    private static String slice(String name, int port) {
        return """
                {"metadata": {"namespace": "shop", "name": "%s", "labels": {"kubernetes.io/service-name": "kv"}},
                 "addressType": "IPv4", "ports": [{"name": "grpc", "port": %d, "protocol": "TCP"}],
                 "endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": true}}]}
                """.formatted(name, port);
    }

    @Test
    void aServiceInKubernetesIsCalledAndFollowedAndOutlivesTheApiServer() throws IOException {
        try (ScriptedApiServer api = ScriptedApiServer.start()) {
            api.put(ApiCollection.ENDPOINT_SLICES, slice("kv-a", server(1)));
            ManagedChannel channel = channel("kubernetes:///kv.shop:grpc?server=" + api.url());

            assertThat(call(channel)).isEqualTo("1");
            assertThat(channel.authority()).isEqualTo("kv.shop");

            api.put(ApiCollection.ENDPOINT_SLICES, slice("kv-b", server(2)));
            awaitAnswersOf(channel, "1", "2");

            api.delete(ApiCollection.ENDPOINT_SLICES, "shop", "kv-a");
            awaitAnswersOf(channel, "2");

            api.down();
            assertThat(calls(channel, 50)).isEqualTo(Map.of("2", 50));
        }
    }

    @Test
    void withoutAnApiServerAPlainChannelSaysWhyItHasNoEndpoints() {
        ManagedChannel channel = channel("kubernetes:///kv.shop?server=http://127.0.0.1:1");

        assertThatThrownBy(() -> call(channel))
                .hasMessageContaining("UNAVAILABLE: no endpoints from kubernetes:///kv.shop: ")
                .hasMessageContaining("connection refused");
    }

    private static String srv(int port, int weight) {
        return "--srv-host=_kv._tcp.test,kv.test," + port + ",1," + weight;
    }

    @Test
    void srvRecordsAreCalledByTheirWeightsAndFollowedAndOutliveTheDnsServer() throws IOException {
        String host = "--host-record=kv.test,127.0.0.1";
        String some = srv(server(1), 30);
        String other = srv(server(2), 10);
        try (Dnsmasq dns = Dnsmasq.start(folder, host, some, other)) {
            ManagedChannel channel = channel("srv://" + dns.address() + "/_kv._tcp.test?refresh=1s&family=ipv4");
            awaitAnswersOf(channel, "1", "2");

            assertThat(channel.authority()).isEqualTo("test");
            assertThat(calls(channel, 40)).isEqualTo(Map.of("1", 30, "2", 10));

            dns.restart(host, other);
            awaitAnswersOf(channel, "2");

            dns.kill();
            assertThat(calls(channel, 50)).isEqualTo(Map.of("2", 50));
        }
    }

    @Test
    void aNameThatDoesNotExistIsToldByAPlainChannel() throws IOException {
        try (Dnsmasq dns = Dnsmasq.start(folder)) {
            ManagedChannel channel = channel("srv://" + dns.address() + "/_none._tcp.test");

            assertThatThrownBy(() -> call(channel))
                    .hasMessageContaining("UNAVAILABLE: no endpoints from srv://")
                    .hasMessageContaining("_none._tcp.test");
        }
    }
}
