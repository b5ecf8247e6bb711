// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.hawser.cli.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The load generator against a server that is not ours: Redis, on a free loopback port. */
@Timeout(120)
class BenchIT {

    private static final Gson JSON = new Gson();
    private static final String PINGS = "cmdstat_ping:calls=";

    @TempDir
    private static Path folder;

    private static Process redis;
    private static int port;

    @BeforeAll
    static void startRedis() throws IOException {
        port = freePort();
        List<String> command = List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString());
        try {
            redis = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            Assumptions.abort("redis-server is not installed (Debian: apt-get install redis-server)");
        }
        var lines = redis.inputReader();
        String line = lines.readLine();
        while (line != null && !line.contains("Ready to accept connections")) {
            line = lines.readLine();
        }
        assertThat(line).as("redis-server is ready").isNotNull();
    }

    @AfterAll
    static void stopRedis() throws InterruptedException {
        if (redis != null) {
            redis.destroy();
            redis.waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String target() {
        return "tcp://127.0.0.1:" + port;
    }

    @Test
    void everyPingOfRedisIsAnswered() throws IOException, InterruptedException {
        try (Program bench =
                Program.start(folder, "bench", target(), "--redis-ping", "-n", "5000", "-c", "8", "-o", "json")) {
            assertThat(bench.exitCode()).as(bench.told().toString()).isZero();

            BenchReport report = JSON.fromJson(bench.output(), BenchReport.class);

            assertThat(report.schema()).isEqualTo(BenchReport.SCHEMA);
            assertThat(report.answered()).isEqualTo(5000);
            assertThat(report.failed()).isZero();
            assertThat(report.requestsPerSecond()).isPositive();
            assertThat(report.histogram().stream()
                            .mapToLong(BenchReport.Bar::count)
                            .sum())
                    .isEqualTo(5000);
            assertThat(report.endpoints().get(0).connectionsOpened()).isBetween(1L, 8L);
        }
    }

    @Test
    void anUnexpectedAnswerIsAnErrorAndIsShown() throws IOException, InterruptedException {
        try (Program bench = Program.start(
                folder, "bench", target(), "--payload", "NONSENSE\\r\\n", "--expect", "+", "-n", "20", "-c", "2")) {
            assertThat(bench.exitCode()).isEqualTo(1);
            assertThat(bench.output()).contains("[20]  unexpected answer: '-ERR unknown command");
        }
    }

    @Test
    void ctrlCShowsWhatWasMeasuredSoFar() throws IOException, InterruptedException {
        List<String> command =
                List.of("bench", target(), "--redis-ping", "--rate-limit", "50", "-z", "60s", "-o", "json");
        redisCli("config", "resetstat");
        try (Program bench = Program.start(folder, command.toArray(String[]::new))) {
            awaitFirstRequests();

            bench.interrupt();

            assertThat(bench.exitCode()).isZero();
            BenchReport report = JSON.fromJson(bench.output(), BenchReport.class);
            assertThat(report.interrupted()).isTrue();
            assertThat(report.seconds()).isLessThan(60);
        }
    }

    /** Redis itself knows when somebody pings it. */
    private static void awaitFirstRequests() throws IOException, InterruptedException {
        String stats = redisCli("info", "commandstats");
        while (!stats.contains(PINGS) || calls(stats) < 10) {
            stats = redisCli("info", "commandstats");
        }
    }

    private static String redisCli(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        command.addAll(List.of(words));
        Process cli = new ProcessBuilder(command).start();
        String answer = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(cli.waitFor()).isZero();
        return answer;
    }

    private static long calls(String stats) {
        String after = stats.substring(stats.indexOf(PINGS) + PINGS.length());
        return Long.parseLong(after.substring(0, after.indexOf(',')));
    }

    @Test
    void aServerThatIsNotThereIsNamedWithItsReason() throws IOException, InterruptedException {
        int nobody = freePort();
        try (Program bench = Program.start(folder, "bench", "127.0.0.1:" + nobody, "--redis-ping")) {
            assertThat(bench.exitCode()).isEqualTo(1);
            assertThat(bench.output()).isEmpty();
            assertThat(String.join("\n", bench.told()))
                    .contains("no server of 127.0.0.1:" + nobody + " can be reached", "Connection refused")
                    .doesNotContain("\tat ");
        }
    }

    /** Only that nobody can be reached was said, and not that nobody was known, and why. */
    @ParameterizedTest
    @CsvSource({"'', --redis-ping", "grpc+, -c1"})
    void aSourceThatGivesNobodyIsNamedWithItsReason(String speaks, String option)
            throws IOException, InterruptedException {
        String target = speaks + "consul://127.0.0.1:1/greeter";
        try (Program bench = Program.start(folder, "bench", target, option, "--timeout", "2s")) {
            assertThat(bench.exitCode()).isEqualTo(1);
            assertThat(String.join("\n", bench.told()))
                    .contains(
                            "no server of " + target + " is known: consul://127.0.0.1:1/greeter: ",
                            "consul at http://127.0.0.1:1: can't connect: connection refused",
                            " (for ")
                    .doesNotContain("\tat ");
        }
    }

    /** A script that reads standard output must not find nothing there. */
    @Test
    void withJsonAServerThatIsNotThereIsADocumentToo() throws IOException, InterruptedException {
        int nobody = freePort();
        try (Program bench = Program.start(folder, "bench", "127.0.0.1:" + nobody, "--redis-ping", "-o", "json")) {
            assertThat(bench.exitCode()).isEqualTo(1);

            BenchFailure failure = JSON.fromJson(bench.output(), BenchFailure.class);

            assertThat(failure.schema()).isEqualTo(BenchFailure.SCHEMA);
            assertThat(failure.ok()).isFalse();
            assertThat(failure.error()).isEqualTo("no server of 127.0.0.1:" + nobody + " can be reached");
            assertThat(failure.endpoints()).hasSize(1);
            assertThat(failure.endpoints().get(0).why()).contains("Connection refused");
        }
    }
}
