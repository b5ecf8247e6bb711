// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.kubernetes.TestKubeconfig;
import dev.hawser.time.Threads;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where address and credentials come from, and what is said when they are not there. */
class ApiSourceTest {
    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10));

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Path kubeconfig() throws IOException {
        return TestKubeconfig.write(folder, "https://10.0.0.1");
    }

    @Test
    void anUnknownContextIsAFailureThatNamesTheKnownOnes() throws IOException {
        ApiSource cluster = ApiSource.kubeconfig(Optional.of(kubeconfig()), Optional.of("nowhere"));

        assertThatThrownBy(() -> cluster.open(TIMEOUTS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("[far, near]");
    }

    @Test
    void aMissingKubeconfigIsAFailureThatNamesThePlace() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> ApiSource.kubeconfig(Optional.of(missing), Optional.empty())
                        .open(TIMEOUTS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString());
    }

    /** The parser's message quotes the line that it doesn't like. */
    @Test
    void aMalformedKubeconfigIsAFailureThatQuotesNothing() throws IOException {
        Path broken = file("broken", "users: [{name: me, user: {token: canary-token\n");

        assertThatThrownBy(() -> ApiSource.kubeconfig(Optional.of(broken), Optional.empty())
                        .open(TIMEOUTS))
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

    @Test
    void insideAPodAddressTokenCertificatesAndNamespaceAreMounted() throws IOException {
        file("token", "pod-token");
        file("namespace", "shop\n");
        Files.write(folder.resolve("ca.crt"), certificate());
        Map<String, String> environment =
                Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443");
        ServiceAccountSource cluster = new ServiceAccountSource(environment, folder);

        assertThat(cluster.isHere()).isTrue();
        try (HttpApi api = cluster.open(TIMEOUTS)) {
            Connection connection = api.connection();
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
        try (var in = ApiSourceTest.class.getResourceAsStream("/ca.crt")) {
            return in.readAllBytes();
        }
    }

    @Test
    void outsideAPodThereIsNoServiceAccount() {
        ServiceAccountSource cluster = new ServiceAccountSource(Map.of(), folder);

        assertThat(cluster.isHere()).isFalse();
        assertThatThrownBy(() -> cluster.open(TIMEOUTS)).hasMessageContaining("not inside a pod");
    }

    @Test
    void insideAPodTheServiceAccountIsTheAutomaticChoice() throws IOException {
        file("token", "pod-token");
        Files.write(folder.resolve("ca.crt"), certificate());
        ServiceAccountSource inside = new ServiceAccountSource(Map.of("KUBERNETES_SERVICE_HOST", "10.9.8.7"), folder);
        ApiSource outside = new AddressedSource(URI.create("https://10.0.0.1"), Optional.empty(), Optional.empty());

        assertThat(new AutomaticSource(inside, outside).choice()).isSameAs(inside);
        ServiceAccountSource nowhere = new ServiceAccountSource(Map.of(), folder);
        assertThat(new AutomaticSource(nowhere, outside).choice()).isSameAs(outside);
    }

    @Test
    void missingCertificatesAreAFailureThatNamesTheFile() {
        ApiSource cluster =
                ApiSource.address(URI.create("https://10.0.0.1"), Optional.empty(), Optional.of(folder.resolve("ca")));

        assertThatThrownBy(() -> cluster.open(TIMEOUTS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca: ")
                .hasMessageContaining("expected: a file that can be read");
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

    /** It was seen only for what can't be read or run, and else called a header that can't be sent. */
    @Test
    void aRefreshThatFailsLeavesTheCredentialsOfBefore() throws IOException {
        Path kubeconfig = kubeconfig();
        ContextConfig config = ContextConfig.read(List.of(kubeconfig.toFile()), Optional.empty());
        String good = Files.readString(kubeconfig);
        for (String user :
                List.of("client-certificate-data: x, client-key-data: QUJDR", "exec: {env: [{name: \"=\"}]}")) {
            Files.writeString(kubeconfig, good.replace("token: kubeconfig-token", user));

            assertThat(config.refresh()).as(user).isSameAs(config);
        }
        Files.writeString(kubeconfig, good.replace("kubeconfig-token", "new-token"));

        assertThat(config.refresh().getAutoOAuthToken()).isEqualTo("new-token");
    }

    /** A request that was given up left its plug-in behind, and the next one started another beside it. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPluginNeverRunsBesideItself() throws Exception {
        Path kubeconfig = kubeconfig();
        Path runs = folder.resolve("runs");
        Path go = file("go", "");
        Path plugin = file(
                "plugin",
                "#!/bin/sh\necho run >> " + runs + "; while [ ! -e " + go + " ]; do sleep 0.05; done\n"
                        + "echo '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\","
                        + " \"status\": {\"token\": \"t\"}}'\n");
        assertThat(plugin.toFile().setExecutable(true)).isTrue();
        Files.writeString(
                kubeconfig,
                Files.readString(kubeconfig)
                        .replace(
                                "token: kubeconfig-token",
                                "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin}"));
        ContextConfig config = ContextConfig.read(List.of(kubeconfig.toFile()), Optional.empty());
        Files.delete(go);
        ExecutorService requests = Threads.blocking("test-requests");
        try {
            Future<Config> first = requests.submit(config::refresh);
            await().until(() -> Files.readAllLines(runs).size() == 2);
            AtomicReference<Thread> waiting = new AtomicReference<>();
            Future<Config> second = requests.submit(() -> {
                waiting.set(Thread.currentThread());
                return config.refresh();
            });
            await().until(() -> waiting.get() != null && waiting.get().getState() == Thread.State.WAITING);
            file("go", "");

            assertThat(second.get(20, TimeUnit.SECONDS)).isSameAs(first.get(20, TimeUnit.SECONDS));
            assertThat(runs).hasContent("run\nrun");
        } finally {
            Threads.end(requests);
        }
    }
}
