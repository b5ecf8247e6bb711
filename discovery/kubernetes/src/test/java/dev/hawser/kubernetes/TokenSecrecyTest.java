// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.discovery.Discovery;
import dev.hawser.servers.kubernetes.Answer;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.Asked;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The token is sent to the API server, and is neither told nor sent to anybody else. */
@Timeout(120)
class TokenSecrecyTest {
    private static final String CANARY = "c4nary-0000-t0ken";

    private final RecordingWatcher heard = new RecordingWatcher();
    private final ExecutorService executor = Threads.blocking("test-executor");
    private final SystemTime time = new SystemTime("test");
    private final ScriptedApiServer server = ScriptedApiServer.start();

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger fabric8 = (Logger) LoggerFactory.getLogger("io.fabric8");
    private final Level before = root.getLevel();
    private final Level fabric8Before = fabric8.getLevel();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : event.getThrowableProxy().getMessage()));
        }
    };

    @BeforeEach
    void listen() {
        root.setLevel(Level.TRACE);
        fabric8.setLevel(Level.TRACE);
        appender.start();
        root.addAppender(appender);
        server.put(ApiCollection.TINY_MODULES, Modules.json("http", "10.0.0.1:1"));
    }

    @AfterEach
    void end() {
        root.detachAppender(appender);
        root.setLevel(before);
        fabric8.setLevel(fabric8Before);
        server.close();
        time.close();
        Threads.end(executor);
    }

    /** Longer than Awaitility's ten seconds: plug-ins, keys and handshakes take their time on a busy machine. */
    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(40));
    }

    private static Discovery modules(String url, Path token) {
        return KubernetesResources.tinyModules("tinysystems")
                .in(Cluster.server(URI.create(url), Optional.of(token), Optional.empty()));
    }

    private Discovery.Subscription follow(Discovery discovery) {
        return discovery.watch(heard, new Discovery.Context(time, executor));
    }

    private String everythingHeard() {
        StringWriter all = new StringWriter();
        heard.failures().forEach(failure -> failure.printStackTrace(new PrintWriter(all)));
        return all + heard.answers().toString();
    }

    /** A server may repeat what it was sent, and so may whatever is in its place. */
    @Test
    void theTokenIsInNoLogLineAndNoException(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), CANARY);
        server.requireToken(CANARY);
        server.once(Asked.LIST, Answer.status(401));
        server.once(Asked.LIST, Answer.text(CANARY));
        server.once(Asked.LIST, Answer.hangUp());
        server.once(Asked.WATCH, Answer.status(403));
        Discovery discovery = modules(server.url(), token);
        try (Discovery.Subscription watch = follow(discovery)) {
            assertThat(watch).isNotNull();
            patiently().until(() -> server.watches() == 1);
            server.sayToWatches(CANARY);
            patiently().until(() -> server.count(Asked.LIST) > 4 && server.watches() == 1);
        }

        assertThat(heard.addresses()).containsExactly("10.0.0.1:1");
        assertThat(heard.failures()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(everythingHeard() + discovery + discovery.describe()).doesNotContain(CANARY);
        assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(CANARY));
    }

    /** As JSON may write it, and no server does that means well. */
    private static String escaped(String text) {
        return text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
    }

    private static String error(String message) {
        return "{\"type\": \"ERROR\", \"object\": {\"kind\": \"Status\", \"code\": 500, \"message\": \"" + message
                + "\"}}";
    }

    /** The server's reasons went into the failure as they were: clumsy or hostile, it has the token to put there. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTokenInTheServersReasonsIsNotTold(boolean isEscaped, @TempDir Path folder) throws Exception {
        String echo = isEscaped ? escaped(CANARY) : CANARY;
        Path token = Files.writeString(folder.resolve("token"), CANARY);
        server.once(Asked.LIST, Answer.refusal(401, "first: Bearer " + echo + " is unknown"));
        server.once(Asked.LIST, Answer.refusal(401, "again: " + echo));
        server.once(Asked.LIST, Answer.refusal(500, "x".repeat(295) + echo));
        server.once(Asked.WATCH, Answer.refusal(403, echo + " may not"));
        try (Discovery.Subscription watch = follow(modules(server.url(), token))) {
            assertThat(watch).isNotNull();
            patiently().until(() -> server.watches() == 1);
            server.sayToWatches(error("lost " + echo));
            patiently()
                    .until(() -> heard.failures().stream()
                            .anyMatch(each -> each.getMessage().contains("lost ")));
        }

        assertThat(heard.failures()).anySatisfy(e -> assertThat(e).hasMessageContaining("again: ***"));
        assertThat(heard.failures()).anySatisfy(e -> assertThat(e).hasMessageContaining("*** may not"));
        assertThat(heard.failures()).anySatisfy(e -> assertThat(e).hasMessageContaining("500: lost ***"));
        assertThat(everythingHeard()).doesNotContain(CANARY).doesNotContain(CANARY.substring(0, 5));
        assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(CANARY));
    }

    /** The JDK's client shows a status line that is none. */
    @Test
    void aTokenInWhatIsNoHttpIsNotTold(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), CANARY);
        server.once(Asked.LIST, Answer.bytes("HTTP/1.1 " + CANARY + "\r\n\r\n"));
        server.once(Asked.LIST, Answer.bytes(CANARY + "\r\n\r\n"));
        try (Discovery.Subscription watch = follow(modules(server.url(), token))) {
            assertThat(watch).isNotNull();
            patiently().until(() -> server.watches() == 1);
        }

        assertThat(heard.failures()).hasSizeGreaterThanOrEqualTo(1);
        assertThat(everythingHeard()).contains("***").doesNotContain(CANARY);
        assertThat(lines).isNotEmpty().noneMatch(line -> line.startsWith("kubernetes") && line.contains(CANARY));
    }

    /** Names become attributes, and attributes are on each page. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTokenInAResourceIsNotTold(boolean isEscaped, @TempDir Path folder) throws Exception {
        String echo = isEscaped ? escaped(CANARY) : CANARY;
        Path token = Files.writeString(folder.resolve("token"), CANARY);
        String module = Modules.json("http", "10.0.0.1:1").strip().replace("\"http\"", "\"http-" + echo + "\"");
        server.once(
                Asked.LIST,
                Answer.text("{\"kind\": \"TinyModuleList\", \"metadata\": {\"resourceVersion\": \"1\"}, \"items\": ["
                        + module + "]}"));
        try (Discovery.Subscription watch = follow(modules(server.url(), token))) {
            assertThat(watch).isNotNull();
            patiently().until(() -> server.watches() == 1);
            String other = module.replace("http-", "other-").replace("10.0.0.1", "10.0.0.2");
            server.sayToWatches("{\"type\": \"ADDED\", \"object\": "
                    + other.replace("\"metadata\": {", "\"metadata\": {\"resourceVersion\": \"2\", ") + "}");
            patiently().until(() -> heard.addresses().size() == 2);
        }

        assertThat(everythingHeard()).contains("http-***", "other-***").doesNotContain(CANARY);
    }

    /** A password is sent in another form than it is written, and may be repeated in either. */
    @Test
    void aPasswordInTheServersReasonsIsNotTold(@TempDir Path folder) throws Exception {
        Path file = TestKubeconfig.write(folder, server.url());
        Files.writeString(
                file, Files.readString(file).replace("token: kubeconfig-token", "username: me, password: " + CANARY));
        String encoded = Base64.getEncoder().encodeToString(("me:" + CANARY).getBytes(UTF_8));
        server.once(Asked.LIST, Answer.refusal(403, "me with " + CANARY + " sent as " + encoded));
        Discovery discovery = KubernetesResources.tinyModules("tinysystems")
                .in(Cluster.kubeconfig(Optional.of(file), Optional.empty()));
        try (Discovery.Subscription watch = follow(discovery)) {
            assertThat(watch).isNotNull();
            patiently().until(() -> !heard.failures().isEmpty());
        }

        assertThat(server.requests().get(0).header("authorization")).isEqualTo("Basic " + encoded);
        assertThat(heard.failures().get(0)).hasMessageContaining("me with *** sent as ***");
        assertThat(everythingHeard()).doesNotContain(CANARY).doesNotContain(encoded);
    }

    /** Within a watch all was taken for resources, where a secret as short as this one is left in place. */
    @Test
    void aShortPasswordInARefusalWithinAWatchOrInAProblemIsNotTold(@TempDir Path folder) throws Exception {
        String password = "p4s&w0rd";
        Path file = TestKubeconfig.write(folder, server.url());
        Files.writeString(
                file, Files.readString(file).replace("token: kubeconfig-token", "username: me, password: " + password));
        Discovery discovery = KubernetesResources.tinyModules("tinysystems")
                .in(Cluster.kubeconfig(Optional.of(file), Optional.empty()));
        try (Discovery.Subscription watch = follow(discovery)) {
            assertThat(watch).isNotNull();
            patiently().until(() -> server.watches() == 1);
            server.sayToWatches(error("x".repeat(290) + " p4s\\u0026w0rd " + password));
            patiently().until(() -> !heard.failures().isEmpty() && server.watches() == 1);
            server.sayToWatches(error("lost " + password).replace("ERROR", "\\u0045RROR"));
            patiently().until(() -> heard.failures().size() == 2);
        }

        assertThat(heard.failures().get(0)).hasMessageEndingWith(" *** ***");
        assertThat(heard.failures().get(1)).hasMessage("500: lost ***");
        assertThat(everythingHeard()).doesNotContain("p4s");
        assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(password));
    }

    /** Wherever it leads: the token is for the server that was named. */
    @Test
    void aRedirectIsNotFollowed(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), CANARY);
        HttpServer door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        door.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Location", server.url() + exchange.getRequestURI());
            exchange.sendResponseHeaders(307, 2);
            exchange.getResponseBody().write("{}".getBytes(UTF_8));
            exchange.close();
        });
        door.start();
        try (Discovery.Subscription watch =
                follow(modules("http://127.0.0.1:" + door.getAddress().getPort(), token))) {
            assertThat(watch).isNotNull();
            patiently().until(() -> !heard.failures().isEmpty());
        } finally {
            door.stop(0);
        }

        assertThat(heard.failures().get(0)).hasMessageContaining("redirects are not followed");
        assertThat(server.requests()).isEmpty();
        assertThat(heard.answers()).isEmpty();
    }
}
