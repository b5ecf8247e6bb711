// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.Discovery;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the API server is found, and who we say we are. */
@Timeout(60)
class ClusterTest {
    private static final KubernetesOptions OPTIONS = KubernetesOptions.defaults();

    @TempDir
    Path folder;

    private final ScriptedApiServer server = ScriptedApiServer.start();
    private final SystemTime time = new SystemTime("test");
    private final ExecutorService executor = Threads.blocking("test");

    @AfterEach
    void close() {
        time.close();
        Threads.end(executor);
        server.close();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Path kubeconfig() throws IOException {
        return TestKubeconfig.write(folder, server.url());
    }

    /** What is found with that cluster, and nothing else said. */
    private RecordingWatcher heardBy(Cluster cluster) {
        RecordingWatcher heard = new RecordingWatcher();
        Discovery source = EndpointSlices.of(ServiceOptions.of("kv"), OPTIONS.withCluster(cluster));
        try (Discovery.Subscription watch = source.watch(heard, new Discovery.Context(time, executor))) {
            await().until(() -> heard.heard() > 0);
            assertThat(watch).isNotNull();
        }
        return heard;
    }

    private void put(String namespace, String address) {
        server.put(
                ApiCollection.ENDPOINT_SLICES,
                TestSlices.slice("kv-a", TestSlices.at(address)).replace("\"shop\"", "\"" + namespace + "\""));
    }

    private String authorization() {
        return server.requests().get(0).header("authorization");
    }

    @Test
    void theCurrentContextOfAKubeconfigGivesServerTokenAndNamespace() throws IOException {
        put("shop", "10.0.0.1");

        RecordingWatcher heard = heardBy(Cluster.kubeconfig(Optional.of(kubeconfig()), Optional.empty()));

        assertThat(heard.addresses()).containsExactly("10.0.0.1:7001");
        assertThat(authorization()).isEqualTo("Bearer kubeconfig-token");
    }

    @Test
    void anotherContextCanBeChosen() throws IOException {
        put("store", "10.0.0.2");

        RecordingWatcher heard = heardBy(Cluster.kubeconfig(Optional.of(kubeconfig()), Optional.of("far")));

        assertThat(heard.addresses()).containsExactly("10.0.0.2:7001");
    }

    /** The JDK's client shows a header that it doesn't take; the token was in the log, and the failure was a time-out. */
    @Test
    void aTokenOfAKubeconfigThatNoHeaderTakesIsNotShown() throws IOException {
        Path config = kubeconfig();
        Files.writeString(config, Files.readString(config).replace("kubeconfig-token", "\"canary\\acanary\""));

        RecordingWatcher heard = heardBy(Cluster.kubeconfig(Optional.of(config), Optional.empty()));

        StringWriter all = new StringWriter();
        heard.failures().forEach(failure -> failure.printStackTrace(new PrintWriter(all)));
        assertThat(all.toString())
                .contains("expected: a token of visible ASCII")
                .doesNotContain("canary");
    }

    @Test
    void aTokenGoesOverHttpsOnlyOrToThisMachine() {
        Optional<Path> token = Optional.of(folder);

        assertThatThrownBy(() -> Cluster.server(URI.create("http://10.0.0.1:8001"), token, Optional.empty()))
                .hasMessageContaining("expected: https");
        assertThat(Cluster.server(URI.create("http://127.0.0.1:8001"), token, Optional.empty())
                        .toString())
                .isEqualTo("http://127.0.0.1:8001");
    }

    /** Without System.gc(): see ApiCloseTest. */
    @Test
    void noThreadIsLeftAfterClose() {
        put("default", "10.0.0.1");
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        heardBy(Cluster.server(URI.create(server.url())));

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("HttpClient-") || name.startsWith("hawser-kubernetes"));
        });
    }

    @Test
    void optionsAreCheckedByFieldAndValue() {
        assertThatThrownBy(() -> OPTIONS.withConnectTimeout(Duration.ZERO))
                .hasMessageStartingWith("connectTimeout: PT0S (expected: ");
        assertThatThrownBy(() -> OPTIONS.withRequestTimeout(Duration.ofHours(1)))
                .hasMessageStartingWith("requestTimeout: PT1H (expected: ");
        assertThatThrownBy(() -> OPTIONS.withWatchPeriod(Duration.ofMillis(1)))
                .hasMessageStartingWith("watchPeriod: PT0.001S (expected: ");
        assertThatThrownBy(() -> OPTIONS.withNamespace("../kube-system"))
                .hasMessageStartingWith("namespace: '../kube-system' (expected: ");
    }
}
