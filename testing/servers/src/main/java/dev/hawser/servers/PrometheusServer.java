// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real Prometheus on a free port of the loopback interface, which scrapes some programs of this machine twice a second.
 *
 * <p>When {@link #start} returns, it answers queries; what it scrapes may take a moment more. It ends with the tests, also
 * when their JVM is killed. For one test thread.
 *
 * <pre>{@code
 * try (PrometheusServer prometheus = PrometheusServer.start(metricsPort)) {
 *     await().until(() -> !prometheus.query("up == 1").isEmpty());
 * }
 * }</pre>
 */
public final class PrometheusServer implements AutoCloseable {

    /** What to do where there is none. */
    static final String REMEDY = "install Prometheus, the package prometheus of Debian";

    private static final int TRIES = 3;
    private static final int POLL_MILLIS = 50;
    private static final int POLLS = 30_000 / POLL_MILLIS;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int OK = 200;

    private final ServerProcess process;
    private final Path folder;
    private final String url;

    private PrometheusServer(Path program, Path folder, int port, List<Integer> targets) {
        this.folder = folder;
        this.url = "http://127.0.0.1:" + port;
        Path log = folder.resolve("prometheus.log");
        this.process = ServerProcess.start(command(program, folder, port, targets), log);
        for (int i = 0; i < POLLS && !process.endsWithin(POLL_MILLIS); i++) {
            if (isReady()) {
                return;
            }
        }
        process.kill();
        throw new IllegalStateException("no start: " + read(log));
    }

    /**
     * Starts one that scrapes {@code /metrics} at these ports. Skips the test, and says what to install, where there is no
     * Prometheus.
     */
    public static PrometheusServer start(int... targets) {
        Path program = InstalledProgram.orSkip("prometheus", REMEDY);
        List<Integer> ports = new ArrayList<>();
        for (int target : targets) {
            ports.add(target);
        }
        for (int attempt = 1; ; attempt++) { // somebody else may take a port between its choice and its use
            Path folder = Folders.create("hawser-prometheus");
            try {
                return new PrometheusServer(program, folder, Ports.free(1).get(0), ports);
            } catch (IllegalStateException e) {
                Folders.delete(folder);
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static List<String> command(Path program, Path folder, int port, List<Integer> targets) {
        Path file = folder.resolve("prometheus.yml");
        List<String> named = targets.stream().map(t -> "'127.0.0.1:" + t + "'").toList();
        try {
            Files.writeString(file, """
                    global:
                      scrape_interval: 500ms
                      scrape_timeout: 500ms
                    scrape_configs:
                      - job_name: hawser
                        static_configs:
                          - targets: %s
                    """.formatted(named));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                program.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn");
    }

    private boolean isReady() {
        try {
            return !get("/-/ready").isEmpty();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** {@code http://127.0.0.1:29090}. */
    public String url() {
        return url;
    }

    /** What an expression in PromQL comes to now; it must be one that gives a vector. */
    public List<Sample> query(String expression) {
        List<Sample> samples = new ArrayList<>();
        try {
            String body = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
            JsonObject data = JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("data");
            for (JsonElement each : data.getAsJsonArray("result")) {
                samples.add(Sample.of(each.getAsJsonObject()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return samples;
    }

    /**
     * One element of a vector.
     *
     * @param labels with {@code __name__}, where the series has one
     */
    public record Sample(Map<String, String> labels, double value) {

        private static Sample of(JsonObject json) {
            Map<String, String> labels = new LinkedHashMap<>();
            json.getAsJsonObject("metric")
                    .entrySet()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().getAsString()));
            String value = json.getAsJsonArray("value").get(1).getAsString();
            return new Sample(labels, value.endsWith("Inf") ? infinity(value) : Double.parseDouble(value));
        }

        private static double infinity(String value) {
            return value.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }

        /** Empty if it has no such label. */
        public String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    private String get(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url + path).openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            try (InputStream in = status == OK ? connection.getInputStream() : connection.getErrorStream()) {
                String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                if (status != OK) {
                    throw new IOException(path + ": " + status + " " + body);
                }
                return body;
            }
        } finally {
            connection.disconnect();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /** Kills it, and deletes what it wrote. */
    @Override
    public void close() {
        process.kill();
        Folders.delete(folder);
    }

    @Override
    public String toString() {
        return "Prometheus at " + url;
    }
}
