// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.hawser.console.Console;
import dev.hawser.event.PoolEvent;
import dev.hawser.micrometer.PoolMetrics;
import dev.hawser.spec.Repository;
import dev.hawser.view.Viewed;
import dev.hawser.view.jmx.PoolMBean;
import dev.hawser.view.jmx.PoolMBean.Access;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import javax.management.JMException;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * One program with a secret in every place that takes one, everything that observes switched on, and everything that comes out of
 * it searched. That each output has something to say is shown by the pools' names in it.
 */
@Tag("long") // it starts five processes
@Timeout(120)
class SecretsInOutputsTest {
    private static final String CANARY = "c4nary-7f3a91c2-t0ken";

    /** Netty's log of HTTP/2 frames shows headers to whoever switches it to DEBUG, as docs/observability.md warns. */
    private static final String FRAMES = "io.grpc.netty.shaded.io.grpc.netty.";

    private static final List<String> PATHS = List.of(
            "/", "/pools", "/events", "/failures", "/history?pool=calls", "/why", "/lint", "/config", "/health");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<PoolEvent> events = new CopyOnWriteArrayList<>();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PoolMetrics metrics = PoolMetrics.perEndpoint();
    private final Map<String, String> told = new LinkedHashMap<>();

    /** Everybody's, since what we work with writes to the log as well. */
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final Level before = root.getLevel();

    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            if (!line.getLoggerName().startsWith(FRAMES)) {
                lines.add(Outputs.of(line));
            }
        }
    };

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        root.setLevel(Level.TRACE);
        appender.start();
        root.addAppender(appender);
        metrics.bindTo(meters);
    }

    @AfterEach
    void end() {
        root.detachAppender(appender);
        root.setLevel(before);
        metrics.close();
    }

    @Test
    void noOutputHoldsASecret() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), CANARY);
        try (Recording recording = everything();
                Console console = Console.builder()
                        .port(0)
                        .token(CANARY)
                        .actions(true)
                        .page("/metrics", "text/plain", meters::scrape)
                        .start();
                SecretiveProgram program =
                        new SecretiveProgram(CANARY, token, console.and(metrics).and(events::add))) {
            watch(program, console);
            program.work();
            await().atMost(Duration.ofSeconds(30)).until(() -> hasHappened(program));
            collect(program, console, token);
            recording.stop();
            told.put("Flight Recorder", Outputs.of(recording, folder.resolve("all.jfr")));
        }
        told.put("log", String.join("\n", lines));
        told.put("events", String.join("\n", events.stream().map(Outputs::of).toList()));

        assertThat(told)
                .allSatisfy((output, text) -> assertThat(text).as(output).isNotEmpty());
        assertThat(holding(CANARY)).isEmpty();
        assertThat(holding(CANARY.substring(3, 15))).as("a part of it").isEmpty();
        assertThat(holding("by-token"))
                .contains("log", "events", "Flight Recorder", "JMX", "/pools json", "/config text", "/metrics", "top");
        assertThat(holding("not now")).contains("exceptions", "events", "Flight Recorder", "/failures json", "why");
    }

    /** A recording of all that we have, as the page about it lists them, which another test compares with the code. */
    private static Recording everything() throws IOException {
        Recording recording = new Recording();
        Pattern.compile("dev\\.hawser\\.[A-Z]\\w+")
                .matcher(Files.readString(Repository.root().resolve("docs/observability.md")))
                .results()
                .forEach(name -> recording.enable(name.group()).withThreshold(Duration.ZERO));
        recording.start();
        return recording;
    }

    private void watch(SecretiveProgram program, Console console) {
        for (Viewed pool : program.pools()) {
            console.watch(pool);
            metrics.watch(pool);
        }
    }

    /** The secret has been where it is meant to be, and those who took it have failed. */
    private boolean hasHappened(SecretiveProgram program) {
        return program.consul.tokens().contains(CANARY)
                && program.consul.queries().stream().anyMatch(query -> query.contains(CANARY))
                && program.authorizations.contains("Bearer " + CANARY)
                && events.stream().anyMatch(PoolEvent.CallFailed.class::isInstance)
                && List.of("by-token", "by-target", "pods").stream().allMatch(this::discoveryFailed);
    }

    private boolean discoveryFailed(String pool) {
        return events.stream()
                .anyMatch(event -> event instanceof PoolEvent.DiscoveryFailed
                        && event.pool().equals(pool));
    }

    private void collect(SecretiveProgram program, Console console, Path token)
            throws IOException, InterruptedException, JMException {
        Map<String, Process> commands = new TreeMap<>();
        for (String command : List.of("top", "pools", "endpoints", "why", "lint")) {
            commands.put(
                    command,
                    Outputs.command(
                            folder.resolve(command), command, console.uri().toString(), "--token-file", "" + token));
        }
        told.put(
                "exceptions",
                String.join("\n", program.failures.stream().map(Outputs::of).toList()));
        told.put("objects", console + " " + metrics + " " + program.pools() + " " + views(program));
        told.put("JMX", jmx(program));
        told.put("/metrics", Outputs.of(console.uri().resolve("/metrics"), CANARY));
        for (String path : PATHS) {
            for (String format : List.of("json", "text")) {
                String query = path.contains("?") ? "&" : "?";
                told.put(
                        path + " " + format,
                        Outputs.of(console.uri().resolve(path + query + "format=" + format), CANARY));
            }
        }
        for (Map.Entry<String, Process> each : commands.entrySet()) {
            told.put(each.getKey(), Outputs.of(each.getValue(), folder.resolve(each.getKey())));
        }
    }

    private static List<Object> views(SecretiveProgram program) {
        return List.of(
                program.pools().stream().map(Viewed::view).toList(),
                program.byToken.snapshot(),
                program.calls.snapshot());
    }

    private static String jmx(SecretiveProgram program) throws JMException {
        List<PoolMBean> beans = new ArrayList<>();
        try {
            for (Viewed pool : program.pools()) {
                beans.add(PoolMBean.register(pool, Access.STEER));
            }
            return Outputs.ofJmx();
        } finally {
            beans.forEach(PoolMBean::close);
        }
    }

    private List<String> holding(String word) {
        return told.entrySet().stream()
                .filter(each -> each.getValue().contains(word))
                .map(Map.Entry::getKey)
                .toList();
    }
}
