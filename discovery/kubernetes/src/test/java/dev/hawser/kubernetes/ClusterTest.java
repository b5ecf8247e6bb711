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
import java.util.Map;
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
        return file("kubeconfig", """
                apiVersion: v1
                kind: Config
                current-context: near
                clusters:
                - {name: one, cluster: {server: "%s"}}
                users:
                - {name: me, user: {token: kubeconfig-token}}
                contexts:
                - {name: near, context: {cluster: one, user: me, namespace: shop}}
                - {name: far, context: {cluster: one, user: me, namespace: store}}
                """.formatted(server.url()));
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

    @Test
    void anUnknownContextIsAFailureThatNamesTheKnownOnes() throws IOException {
        Cluster cluster = Cluster.kubeconfig(Optional.of(kubeconfig()), Optional.of("nowhere"));

        assertThatThrownBy(() -> cluster.open(OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("[far, near]");
    }

    @Test
    void aMissingKubeconfigIsAFailureThatNamesThePlace() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> Cluster.kubeconfig(Optional.of(missing), Optional.empty())
                        .open(OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString());
    }

    /** The parser's message quotes the line that it doesn't like. */
    @Test
    void aMalformedKubeconfigIsAFailureThatQuotesNothing() throws IOException {
        Path broken = file("broken", "users: [{name: me, user: {token: canary-token\n");

        assertThatThrownBy(() -> Cluster.kubeconfig(Optional.of(broken), Optional.empty())
                        .open(OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected: a kubeconfig in YAML")
                .hasNoCause()
                .message()
                .doesNotContain("canary-token");
    }

    @Test
    void theTokenFileIsReadForEachRequest() throws IOException {
        Path token = file("token", "first\n");
        TokenFile tokens = new TokenFile(token);

        assertThat(tokens.getToken()).isEqualTo("first");
        file("token", "second\n");
        assertThat(tokens.getToken()).isEqualTo("second");
    }

    /** As while it is being written anew, or unmounted for a moment. */
    @Test
    void anEmptyOrMissingTokenFileLeavesTheTokenOfBefore() throws IOException {
        TokenFile tokens = new TokenFile(file("token", "first"));
        assertThat(tokens.getToken()).isEqualTo("first");

        file("token", "");
        assertThat(tokens.getToken()).isEqualTo("first");
        Files.delete(folder.resolve("token"));
        assertThat(tokens.getToken()).isEqualTo("first");
        assertThat(tokens.toString()).doesNotContain("first");
    }

    /** Sent as it is, the JDK's client would show it in what it throws, and so in the log. */
    @Test
    void aTokenFileThatHoldsNoTokenLeavesTheOneOfBefore() throws IOException {
        TokenFile tokens = new TokenFile(file("token", "first"));
        assertThat(tokens.getToken()).isEqualTo("first");

        file("token", "half a\ntoken");
        assertThat(tokens.getToken()).isEqualTo("first");
        file("token", "bell\u0007");
        assertThat(tokens.getToken()).isEqualTo("first");
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

    @Test
    void insideAPodAddressTokenCertificatesAndNamespaceAreMounted() throws IOException {
        file("token", "pod-token");
        file("namespace", "shop\n");
        Files.write(folder.resolve("ca.crt"), certificate());
        Map<String, String> environment =
                Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443");
        ServiceAccountSource cluster = new ServiceAccountSource(environment, folder);

        assertThat(cluster.isHere()).isTrue();
        try (Connection connection = cluster.open(OPTIONS)) {
            assertThat(connection.root()).isEqualTo("https://[fd00::1]:6443/");
            assertThat(connection.namespace()).isEqualTo("shop");
            assertThat(connection
                            .client()
                            .getConfiguration()
                            .getOauthTokenProvider()
                            .getToken())
                    .isEqualTo("pod-token");
        }
    }

    private static byte[] certificate() throws IOException {
        try (var in = ClusterTest.class.getResourceAsStream("/ca.crt")) {
            return in.readAllBytes();
        }
    }

    @Test
    void outsideAPodThereIsNoServiceAccount() {
        ServiceAccountSource cluster = new ServiceAccountSource(Map.of(), folder);

        assertThat(cluster.isHere()).isFalse();
        assertThatThrownBy(() -> cluster.open(OPTIONS)).hasMessageContaining("not inside a pod");
    }

    @Test
    void insideAPodTheServiceAccountIsTheAutomaticChoice() throws IOException {
        file("token", "pod-token");
        Files.write(folder.resolve("ca.crt"), certificate());
        ServiceAccountSource inside = new ServiceAccountSource(Map.of("KUBERNETES_SERVICE_HOST", "10.9.8.7"), folder);
        Cluster.Source outside =
                new AddressedSource(URI.create("https://10.0.0.1"), Optional.empty(), Optional.empty());

        try (Connection connection = new AutomaticSource(inside, outside).open(OPTIONS)) {
            assertThat(connection.root()).startsWith("https://10.9.8.7:443");
        }
        ServiceAccountSource nowhere = new ServiceAccountSource(Map.of(), folder);
        try (Connection connection = new AutomaticSource(nowhere, outside).open(OPTIONS)) {
            assertThat(connection.root()).startsWith("https://10.0.0.1");
        }
    }

    @Test
    void missingCertificatesAreAFailureThatNamesTheFile() {
        Cluster cluster =
                Cluster.server(URI.create("https://10.0.0.1"), Optional.empty(), Optional.of(folder.resolve("ca")));

        assertThatThrownBy(() -> cluster.open(OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("certificates: ")
                .hasMessageContaining("expected: a file that can be read");
    }

    /**
     * The JDK's HTTP client has a thread of its own, which on Java 17 ends when the collector has noticed that nobody holds
     * the client; so nobody may.
     */
    @Test
    void noThreadIsLeftAfterClose() {
        put("default", "10.0.0.1");
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        heardBy(Cluster.server(URI.create(server.url())));

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc();
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
