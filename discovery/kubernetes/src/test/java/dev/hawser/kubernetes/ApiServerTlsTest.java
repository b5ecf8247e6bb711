// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.Discovery;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import dev.hawser.servers.kubernetes.SelfSigned;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.Threads;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The token goes to whom the certificates say, and to nobody else. */
@Timeout(60)
class ApiServerTlsTest {
    private final RecordingWatcher heard = new RecordingWatcher();
    private final ExecutorService executor = Threads.blocking("test-executor");

    @AfterEach
    void close() {
        Threads.end(executor);
    }

    private Discovery.Subscription follow(ScriptedApiServer server, Path token, Path certificates) {
        Cluster cluster = Cluster.server(URI.create(server.url()), Optional.of(token), Optional.of(certificates));
        return KubernetesResources.tinyModules("tinysystems")
                .in(cluster)
                .watch(heard, new Discovery.Context(new FakeTime(), executor));
    }

    @Test
    void aServerWithTheExpectedCertificateIsToldTheToken(@TempDir Path folder) throws Exception {
        SelfSigned certificate = SelfSigned.make(folder);
        Path token = Files.writeString(folder.resolve("token"), "token-canary\n");
        try (ScriptedApiServer server = ScriptedApiServer.start(certificate.sockets())) {
            server.requireToken("token-canary");
            server.put(ApiCollection.TINY_MODULES, Modules.json("http", "10.0.0.1:1"));

            try (Discovery.Subscription watch = follow(server, token, certificate.pem())) {
                assertThat(watch).isNotNull();
                await().untilAsserted(() -> assertThat(heard.addresses()).containsExactly("10.0.0.1:1"));
            }
        }
    }

    @Test
    void aServerWithAnotherCertificateIsToldNothing(@TempDir Path theirs, @TempDir Path ours) throws Exception {
        SelfSigned impostor = SelfSigned.make(theirs);
        SelfSigned expected = SelfSigned.make(ours);
        Path token = Files.writeString(ours.resolve("token"), "token-canary");
        try (ScriptedApiServer server = ScriptedApiServer.start(impostor.sockets())) {
            try (Discovery.Subscription watch = follow(server, token, expected.pem())) {
                assertThat(watch).isNotNull();
                await().until(() -> !heard.failures().isEmpty());
            }

            assertThat(server.requests()).isEmpty();
            assertThat(heard.answers()).isEmpty();
            assertThat(heard.failures().toString()).doesNotContain("canary");
        }
    }
}
