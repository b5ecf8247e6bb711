// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.cli.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hawser discover} in a process of its own, on a file that changes under it. */
@Tag("long")
@Timeout(120)
class DiscoverIT {

    private static final Gson JSON = new Gson();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeTheFile() throws IOException {
        file = folder.resolve("endpoints.txt");
        write("10.0.0.1:7001 zone=a", "10.0.0.2:7001 weight=3");
    }

    private void write(String... lines) throws IOException {
        Path next = Files.write(folder.resolve("next"), List.of(lines));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Program discover(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("discover", "file:" + file + "?refresh=50ms"));
        words.addAll(List.of(options));
        return Program.start(folder, words.toArray(String[]::new));
    }

    private static void awaitOutput(Program program, String text) {
        await().atMost(Duration.ofSeconds(60)).until(() -> program.output().contains(text));
    }

    @Test
    void itShowsATableAndEnds() throws IOException, InterruptedException {
        try (Program discover = discover()) {
            assertThat(discover.exitCode()).as(discover.told().toString()).isZero();
            assertThat(discover.output().lines().toList())
                    .startsWith(
                            "ADDRESS        WEIGHT  PRIORITY  ZONE   STATE",
                            "10.0.0.1:7001       1         0  a      -",
                            "10.0.0.2:7001       3         0  -      -")
                    .last()
                    .asString()
                    .startsWith("file:" + file + ": 2 endpoints, ");
        }
    }

    @Test
    void theJsonIsOneDocument() throws IOException, InterruptedException {
        try (Program discover = discover("-o", "json")) {
            assertThat(discover.exitCode()).isZero();

            DiscoverReport report = JSON.fromJson(discover.output(), DiscoverReport.class);

            assertThat(report.schema()).isEqualTo(DiscoverReport.SCHEMA);
            assertThat(report.ok()).isTrue();
            assertThat(report.target()).isEqualTo("file:" + file + "?refresh=…");
            assertThat(report.endpoints()).hasSize(2);
            assertThat(report.endpoints().get(0).zone()).isEqualTo("a");
        }
    }

    @Test
    void aWatchTellsWhatComesGoesAndChanges() throws IOException, InterruptedException {
        try (Program discover = discover("--watch")) {
            awaitOutput(discover, "2 endpoints");

            write("10.0.0.2:7001 weight=5", "10.0.0.3:7001");
            awaitOutput(discover, "+ 10.0.0.3:7001  weight 1");
            discover.interrupt();

            assertThat(discover.exitCode()).isZero();
            assertThat(discover.output())
                    .contains("- 10.0.0.1:7001", "~ 10.0.0.2:7001  weight 3 -> 5")
                    .doesNotContain("+ 10.0.0.1:7001");
        }
    }

    /** What a pool would see: the set stays, and the failure is told once, however often the file is looked for. */
    @Test
    void aWatchTellsTroubleOnceAndThatItIsOver() throws IOException, InterruptedException {
        try (Program discover = discover("--watch")) {
            awaitOutput(discover, "2 endpoints");

            Files.delete(file);
            awaitOutput(discover, "does not exist, or is in a folder that may not be read; 2 endpoints kept");
            write("10.0.0.1:7001 zone=a", "10.0.0.2:7001 weight=3");
            awaitOutput(discover, "! recovered; 2 endpoints");
            discover.interrupt();

            assertThat(discover.exitCode()).isZero();
            assertThat(discover.output().split("does not exist", -1)).hasSize(2);
            assertThat(discover.output()).doesNotContain("- 10.0.0");
        }
    }

    @Test
    void theJsonOfAWatchIsAnObjectALine() throws IOException, InterruptedException {
        try (Program discover = discover("--watch", "-o", "json")) {
            awaitOutput(discover, "10.0.0.2:7001");

            write("10.0.0.1:7001 zone=a", "10.0.0.2:7001 weight=9");
            awaitOutput(discover, "\"changed\"");
            discover.interrupt();

            assertThat(discover.exitCode()).isZero();
            List<DiscoverEvent> events = discover.output()
                    .lines()
                    .map(line -> JSON.fromJson(line, DiscoverEvent.class))
                    .toList();
            assertThat(events).extracting(DiscoverEvent::event).containsExactly("added", "added", "changed");
            assertThat(events).allMatch(event -> event.schema().equals(DiscoverEvent.SCHEMA) && event.count() == 2);
            assertThat(events.get(2).before().weight()).isEqualTo(3);
            assertThat(events.get(2).endpoint().weight()).isEqualTo(9);
        }
    }

    @Test
    void nothingFoundIsExplainedAndHasAnExitCodeOfItsOwn() throws IOException, InterruptedException {
        Files.delete(file);
        try (Program discover = discover("--timeout", "300ms", "-o", "json")) {
            assertThat(discover.exitCode()).isEqualTo(1);
            assertThat(discover.told())
                    .anyMatch(line -> line.startsWith("hawser: nothing found at file:" + file + " within ")
                            && line.contains("does not exist"))
                    .anyMatch(line -> line.startsWith("hawser:   hint: file:NAME is relative"));

            DiscoverReport report = JSON.fromJson(discover.output(), DiscoverReport.class);
            assertThat(report.ok()).isFalse();
            assertThat(report.failure()).isNotNull();
            assertThat(report.problems()).hasSize(1);
        }
    }

    @Test
    void aWatchWithATimeoutGivesUpTooIfNothingIsEverFound() throws IOException, InterruptedException {
        Files.delete(file);
        try (Program discover = discover("--watch", "--timeout", "300ms")) {
            assertThat(discover.exitCode()).isEqualTo(1);
            assertThat(discover.told()).anyMatch(line -> line.contains("nothing found"));
        }
    }

    @Test
    void aWatchThatIsEndedBeforeAnythingWasFoundSaysWhyToo() throws IOException, InterruptedException {
        Files.delete(file);
        try (Program discover = discover("--watch")) {
            awaitOutput(discover, "does not exist");
            discover.interrupt();

            assertThat(discover.exitCode()).isEqualTo(1);
            assertThat(discover.told())
                    .anyMatch(line -> line.startsWith("hawser: nothing found at file:" + file + " within "))
                    .anyMatch(line -> line.startsWith("hawser:   hint: file:NAME is relative"));
        }
    }

    @Test
    void whatIsLeftOutIsNoted() throws IOException, InterruptedException {
        write("10.0.0.1:7001", "10.0.0.1:7001 weight=9");
        try (Program discover = discover()) {
            assertThat(discover.exitCode()).isZero();
            assertThat(discover.told()).contains("hawser: note: duplicate addresses, first one used: [10.0.0.1:7001]");
        }
    }

    /** Consul's instance without a port was left out without a word. */
    @Test
    void whatASourceTellsItsLogOnlyIsNotedToo() throws IOException, InterruptedException {
        HttpServer agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/", exchange -> {
            byte[] answer =
                    ("[" + instance("z1", 0) + "," + instance("z2", 7002) + "]").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("X-Consul-Index", "1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        agent.start();
        String target = "consul://127.0.0.1:" + agent.getAddress().getPort() + "/greeter";
        try (Program discover = Program.start(folder, "discover", target)) {
            assertThat(discover.exitCode()).as(discover.told().toString()).isZero();
            assertThat(discover.told()).anyMatch(line -> line.startsWith("hawser: note: ") && line.contains("'z1'"));
        } finally {
            agent.stop(0);
        }
    }

    private static String instance(String id, int port) {
        return "{\"Node\":{\"Node\":\"n\",\"Address\":\"10.0.0.1\"},\"Service\":{\"ID\":\"" + id
                + "\",\"Service\":\"greeter\",\"Address\":\"10.0.0.1\",\"Port\":" + port + "},\"Checks\":[]}";
    }
}
