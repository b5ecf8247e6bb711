// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.hawser.discovery.Discovery;
import dev.hawser.servers.Certificates;
import dev.hawser.servers.ServerTls;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import dev.hawser.servers.kubernetes.SelfSigned;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What kubeconfigs may say besides a token: client certificates, plug-ins that print credentials, and proxies. */
@Timeout(120)
class KubeconfigTest {
    private static final String CANARY = "c4nary-0000-t0ken";

    @TempDir
    Path folder;

    private final RecordingWatcher heard = new RecordingWatcher();
    private final ExecutorService executor = Threads.blocking("test-executor");
    private final SystemTime time = new SystemTime("test");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    };

    @BeforeEach
    void listen() {
        root.setLevel(Level.INFO);
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void end() {
        root.detachAppender(appender);
        root.setLevel(before);
        time.close();
        Threads.end(executor);
    }

    /** Longer than Awaitility's ten seconds: plug-ins, keys and handshakes take their time on a busy machine. */
    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(40));
    }

    private Path kubeconfig(String cluster, String user) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters:
                - {name: one, cluster: {%s}}
                users:
                - {name: me, user: {%s}}
                contexts:
                - {name: here, context: {cluster: one, user: me, namespace: tinysystems}}
                """.formatted(cluster, user));
    }

    private Discovery.Subscription follow(Path kubeconfig) {
        return KubernetesResources.of(ResourceOptions.tinyModules())
                .in(Cluster.kubeconfig(Optional.of(kubeconfig), Optional.empty()))
                .watch(heard, new Discovery.Context(time, executor));
    }

    private void followUntilKnown(Path kubeconfig) {
        try (Discovery.Subscription watch = follow(kubeconfig)) {
            assertThat(watch).isNotNull();
            patiently().untilAsserted(() -> {
                assertThat(heard.failures()).isEmpty();
                assertThat(heard.answers()).isNotEmpty();
            });
        }
        assertThat(heard.addresses()).containsExactly("10.0.0.1:1");
    }

    private String followUntilFailed(Path kubeconfig) {
        try (Discovery.Subscription watch = follow(kubeconfig)) {
            assertThat(watch).isNotNull();
            patiently().until(() -> !heard.failures().isEmpty());
        }
        assertThat(heard.answers()).isEmpty();
        return heard.failures().get(0).getMessage();
    }

    private String everythingTold() {
        StringWriter all = new StringWriter();
        heard.failures().forEach(failure -> failure.printStackTrace(new PrintWriter(all)));
        return all + String.join("\n", lines);
    }

    private static ScriptedApiServer filled(ScriptedApiServer server) {
        server.put(ApiCollection.TINY_MODULES, Modules.json("http", "10.0.0.1:1"));
        return server;
    }

    private static String data(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    // Client certificates

    @Test
    void aClientCertificateInFilesBesideTheKubeconfigIsShownToTheServer() throws Exception {
        Certificates certificates = Certificates.create(folder.resolve("tls"), "authority");
        try (ScriptedApiServer server = filled(ScriptedApiServer.start(ServerTls.demanding(certificates)))) {
            followUntilKnown(kubeconfig(
                    "server: \"" + server.url() + "\", certificate-authority: tls/ca.pem",
                    "client-certificate: tls/client.pem, client-key: tls/client.key"));
        }
    }

    /** As kubeadm, kind, minikube (RSA) and k3s (EC) write it. */
    @ParameterizedTest
    @CsvSource({"pkcs8", "sec1", "pkcs1"})
    void aClientCertificateInTheKubeconfigIsShownToTheServer(String form) throws Exception {
        Certificates certificates = Certificates.create(folder.resolve("tls"), "authority");
        Path tls = folder.resolve("tls");
        Path key = switch (form) {
            case "sec1" -> Openssl.run(tls, "k", "ec", "-in", "client.key", "-out", "k");
            case "pkcs1" -> rsa(tls);
            default -> certificates.client().key();
        };
        try (ScriptedApiServer server = filled(ScriptedApiServer.start(ServerTls.demanding(certificates)))) {
            followUntilKnown(kubeconfig(
                    "server: \"" + server.url() + "\", certificate-authority-data: " + data(certificates.authority()),
                    "client-certificate-data: " + data(certificates.client().certificate()) + ", client-key-data: "
                            + data(key)));
        }
    }

    /** Instead of the client's elliptic one, with a certificate of the same authority. */
    private static Path rsa(Path tls) throws IOException, InterruptedException {
        Openssl.run(
                tls,
                "rsa.csr",
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "rsa.raw",
                "-out",
                "rsa.csr",
                "-subj",
                "/CN=rsa");
        Openssl.run(
                tls,
                "client.pem",
                "x509",
                "-req",
                "-in",
                "rsa.csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-days",
                "2",
                "-CAcreateserial",
                "-out",
                "client.pem");
        Path key = Openssl.run(tls, "rsa.key", "rsa", "-traditional", "-in", "rsa.raw", "-out", "rsa.key");
        assertThat(Files.readString(key)).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        return key;
    }

    @Test
    void withoutTheCertificateThatTheServerDemandsThereIsAFailureThatSaysSo() throws Exception {
        Certificates certificates = Certificates.create(folder.resolve("tls"), "authority");
        try (ScriptedApiServer server = filled(ScriptedApiServer.start(ServerTls.demanding(certificates)))) {
            String failure = followUntilFailed(kubeconfig(
                    "server: \"" + server.url() + "\", certificate-authority: tls/ca.pem", "token: " + CANARY));

            assertThat(failure).containsIgnoringCase("certificate");
            assertThat(everythingTold()).doesNotContain(CANARY);
        }
    }

    @Test
    void aKeyThatIsNoneIsAFailureThatDoesNotShowIt() throws Exception {
        Certificates certificates = Certificates.create(folder.resolve("tls"), "authority");
        String noKey = Base64.getEncoder().encodeToString((CANARY + "\n" + CANARY).getBytes(UTF_8));
        String failure = followUntilFailed(kubeconfig(
                "server: \"https://127.0.0.1:1\"",
                "client-certificate-data: " + data(certificates.client().certificate()) + ", client-key-data: "
                        + noKey));

        assertThat(failure).startsWith("no client for https://127.0.0.1:1/: ");
        assertThat(everythingTold()).doesNotContain(CANARY).doesNotContain(noKey);
    }

    // Plug-ins

    private Path plugin(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("plugin"), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static String credential(String status) {
        return "{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", \"status\": {"
                + status + "}}";
    }

    private static String exec(String command) {
        return "exec: {apiVersion: client.authentication.k8s.io/v1, command: " + command
                + ", args: [one, \"t w o\"], env: [{name: PLUGIN_SAYS, value: " + CANARY + "}],"
                + " interactiveMode: Never, provideClusterInfo: false}";
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aTokenThatAPluginPrintsIsSent() throws Exception {
        String json = credential("\"token\": \"'\"$PLUGIN_SAYS\"'\"");
        plugin("echo \"$@\" > " + folder.resolve("arguments") + "; echo careful >&2; echo '" + json + "'");
        try (ScriptedApiServer server = filled(ScriptedApiServer.start())) {
            server.requireToken(CANARY);
            followUntilKnown(kubeconfig("server: \"" + server.url() + "\"", exec("./plugin")));
        }
        assertThat(folder.resolve("arguments")).hasContent("one t w o");
        assertThat(everythingTold()).doesNotContain(CANARY);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aCertificateThatAPluginPrintsIsShownToTheServer() throws Exception {
        Certificates certificates = Certificates.create(folder.resolve("tls"), "authority");
        String certificate =
                Files.readString(certificates.client().certificate()).strip().replace("\n", "\\n");
        String key = Files.readString(certificates.client().key()).strip().replace("\n", "\\n");
        Files.writeString(
                folder.resolve("json"),
                credential("\"clientCertificateData\": \"" + certificate + "\", \"clientKeyData\": \"" + key + "\""));
        plugin("cat " + folder.resolve("json"));
        try (ScriptedApiServer server = filled(ScriptedApiServer.start(ServerTls.demanding(certificates)))) {
            followUntilKnown(kubeconfig(
                    "server: \"" + server.url() + "\", certificate-authority: tls/ca.pem", exec("./plugin")));
        }
    }

    /** Its tokens last minutes; when the server no longer takes one, the plug-in is asked for another. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aTokenThatIsNoLongerTakenIsReplacedByAskingThePluginAgain() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "first-token");
        plugin("echo '" + credential("\"token\": \"'$(cat " + token + ")'\"") + "'");
        try (ScriptedApiServer server = filled(ScriptedApiServer.start())) {
            server.requireToken("first-token");
            try (Discovery.Subscription watch =
                    follow(kubeconfig("server: \"" + server.url() + "\"", exec("./plugin")))) {
                assertThat(watch).isNotNull();
                patiently().until(() -> server.watches() == 1);
                Files.writeString(token, "second-token");
                server.requireToken("second-token");
                server.dropConnections();
                patiently().until(() -> server.watches() == 1);
            }
        }
        assertThat(heard.addresses()).containsExactly("10.0.0.1:1");
    }

    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource(
            delimiter = '|',
            value = {
                "echo log in first: $PLUGIN_SAYS; exit 3",
                "echo log in first >&2; exit 3",
                "echo 'apiVersion: ['$PLUGIN_SAYS",
                "echo '{\"token\": \"'$PLUGIN_SAYS'\"}'",
                "echo '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", \"status\": {}}'",
                "echo '{\"apiVersion\": \"client.authentication.k8s.io/v1beta1\", \"status\": {\"token\": \"'$PLUGIN_SAYS'\"}}'",
                "true"
            })
    void aPluginThatPrintsNoCredentialIsAFailureThatNamesIt(String script) throws Exception {
        plugin(script);
        try (ScriptedApiServer server = filled(ScriptedApiServer.start())) {
            String failure = followUntilFailed(kubeconfig("server: \"" + server.url() + "\"", exec("./plugin")));

            assertThat(failure).contains("./plugin", "(expected: ");
            assertThat(server.requests()).isEmpty();
        }
        assertThat(everythingTold()).doesNotContain(CANARY);
    }

    /** Such a variable ended in a NullPointerException; kubectl takes it for an empty one. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aVariableWithoutAValueIsEmptyForThePlugin() throws Exception {
        plugin("echo '" + credential("\"token\": \"t'${X-unset}'oken\"") + "'");
        try (ScriptedApiServer server = filled(ScriptedApiServer.start())) {
            server.requireToken("token");
            followUntilKnown(kubeconfig(
                    "server: \"" + server.url() + "\"",
                    "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, env: [{name: X}],"
                            + " interactiveMode: Never}"));
        }
    }

    /** What Java says of such a variable shows it. */
    @ParameterizedTest
    @ValueSource(strings = {"{name: \"A=%s\", value: x}", "{name: A, value: \"%s\\0\"}", "{value: %s}"})
    void aVariableThatCannotBeIsAFailureThatDoesNotShowIt(String variable) throws Exception {
        String failure = followUntilFailed(kubeconfig(
                "server: \"https://127.0.0.1:1\"",
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, env: ["
                        + variable.formatted(CANARY) + "], interactiveMode: Never}"));

        assertThat(failure).contains("./plugin", "can't be started");
        assertThat(everythingTold()).doesNotContain(CANARY);
    }

    @Test
    void aKeyThatIsCutOffIsAFailureThatSaysWhatIsExpected() throws Exception {
        Certificates certificates = Certificates.create(folder.resolve("tls"), "authority");
        String key = data(certificates.client().key());
        String failure = followUntilFailed(kubeconfig(
                "server: \"https://127.0.0.1:1\"",
                "client-certificate-data: " + data(certificates.client().certificate()) + ", client-key-data: "
                        + key.substring(0, 41)));

        assertThat(failure).contains("(expected: client-key-data in Base64");
        assertThat(everythingTold()).doesNotContain(key.substring(0, 41));
    }

    /** Nobody read on, so that it stood still until its time was over. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPluginThatPrintsTooMuchIsAFailureAtOnceAndEndsWithWhatItHasStarted() throws Exception {
        Path child = folder.resolve("child");
        plugin("sleep 300 & echo $! > " + child + "; head -c 3000000 /dev/zero; wait");
        String failure = followUntilFailed(kubeconfig("server: \"https://127.0.0.1:1\"", exec("./plugin")));

        assertThat(failure).contains("./plugin", "printed more than 1048576 bytes");
        long id = Long.parseLong(Files.readString(child).strip());
        patiently()
                .until(() -> ProcessHandle.of(id).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aPluginThatIsNotThereIsAFailureThatNamesIt() throws Exception {
        String failure =
                followUntilFailed(kubeconfig("server: \"https://127.0.0.1:1\"", exec("hawser-no-such-plugin")));

        assertThat(failure).contains("hawser-no-such-plugin");
        assertThat(everythingTold()).doesNotContain(CANARY);
    }

    // Proxies

    @Test
    void aServerOverTlsIsReachedThroughTheProxyOfTheKubeconfig() throws Exception {
        SelfSigned certificate = SelfSigned.make(folder);
        try (ScriptedApiServer server = filled(ScriptedApiServer.start(certificate.sockets()));
                HttpProxy proxy = new HttpProxy(Optional.empty())) {
            server.requireToken(CANARY);
            followUntilKnown(kubeconfig(
                    "server: \"" + server.url() + "\", certificate-authority: server.pem, proxy-url: \"http://"
                            + proxy.address() + "\"",
                    "token: " + CANARY));

            assertThat(proxy.heads()).isNotEmpty().allMatch(head -> !head.contains(CANARY));
            assertThat(proxy.heads().get(0))
                    .startsWith("CONNECT " + server.url().substring("https://".length()) + " ");
        }
    }

    @Test
    void aServerWithoutTlsIsReachedThroughTheProxyOfTheKubeconfig() throws Exception {
        try (ScriptedApiServer server = filled(ScriptedApiServer.start());
                HttpProxy proxy = new HttpProxy(Optional.empty())) {
            followUntilKnown(kubeconfig(
                    "server: \"" + server.url() + "\", proxy-url: \"http://" + proxy.address() + "\"", "token: t"));

            assertThat(proxy.heads()).isNotEmpty();
        }
    }

    /** Java's client sends no password for a tunnel unless a system property says so, and then waits for ever. */
    @Test
    void aProxyThatWantsAPasswordIsRefusedAndThePasswordNotTold() throws Exception {
        String failure = followUntilFailed(kubeconfig(
                "server: \"https://127.0.0.1:1\", proxy-url: \"http://me:" + CANARY + "@127.0.0.1:3128\"", "token: t"));

        assertThat(failure).startsWith("proxy-url: with a user or a password (expected: ");
        assertThat(everythingTold()).doesNotContain(CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1", "http://127.0.0.1:x y", "socks5://127.0.0.1:1", "https://127.0.0.1:1"})
    void aProxyThatCannotBeUsedIsAFailureAndNotLeftOut(String proxy) throws Exception {
        assertThat(followUntilFailed(
                        kubeconfig("server: \"https://127.0.0.1:1\", proxy-url: \"" + proxy + "\"", "token: t")))
                .startsWith("proxy-url: '" + proxy + "' (expected: http://host:port");
    }
}
