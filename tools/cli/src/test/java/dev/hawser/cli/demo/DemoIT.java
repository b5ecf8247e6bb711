// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import dev.hawser.cli.Program;
import dev.hawser.cli.admin.AdminClient;
import dev.hawser.cli.admin.AdminException;
import dev.hawser.cli.admin.AdminUrl;
import dev.hawser.cli.admin.PoolSeen;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it: real processes, real sockets, real signals. */
@Timeout(120)
class DemoIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> TCP = List.of("swift", "steady", "slow", "flaky", "late");
    private static final List<String> GRPC = List.of("alpha", "bravo", "charlie", "delta", "echo");

    @TempDir
    private Path folder;

    @Test
    void aServerDiesAndComesBackAndAnotherJoinsAndNothingIsLeft() throws IOException, InterruptedException {
        try (Program demo = Program.start(folder, "demo", "--headless", "--seconds", "12", "--output", "json")) {
            demo.awaitLine(line -> line.contains("kill -9"));
            List<ProcessHandle> servers = demo.process().descendants().toList();
            assertThat(demo.exitCode()).as(demo.told().toString()).isZero();

            DemoReport report = new Gson().fromJson(demo.output(), DemoReport.class);

            assertThat(report.schema()).isEqualTo(DemoReport.SCHEMA);
            assertThat(report.ok()).isTrue();
            assertThat(report.interrupted()).isFalse();
            assertThat(report.requests().answered()).isGreaterThan(200);
            assertThat(report.requests().successRate()).isGreaterThan(0.9);
            assertThat(report.pools())
                    .extracting(DemoReport.Pool::name)
                    .containsExactly("exclusive", "multiplexed", "grpc");
            assertThat(report.pools()).extracting(pool -> names(pool)).containsExactly(TCP, TCP, GRPC);
            assertThat(report.pools().subList(0, 2))
                    .allSatisfy(pool -> assertThat(pool.servers()).allMatch(server -> server.answered() > 0));
            assertThat(report.outage()).isNotNull();
            assertThat(report.outage().restoredAtSeconds())
                    .isGreaterThan(report.outage().killedAtSeconds());
            assertThat(report.outage().usedAgainAfterMs()).isPositive();
            assertThat(report.grpc()).isNotNull();
            assertThat(report.grpc().idempotent().answered()).isGreaterThan(50);
            assertThat(report.grpc().idempotent().failed()).isZero();
            assertThat(report.grpc().other().failed())
                    .isEqualTo(report.grpc().other().inFlightOnKilled());
            assertThat(report.grpc().outage()).isNotNull();
            assertThat(report.grpc().restart().failedCalls()).isZero();
            assertThat(servers).isNotEmpty();
            assertGone(servers);
        }
    }

    private static List<String> names(DemoReport.Pool pool) {
        return pool.servers().stream().map(DemoReport.Server::name).toList();
    }

    /** What the demo is for: a newcomer opens the page, sees a server die, and can say why. */
    @Test
    void theConsoleShowsAServerDieAndComeBackAndTheMetersBesideIt()
            throws IOException, InterruptedException, AdminException {
        try (Program demo =
                Program.start(folder, "demo", "--fleet", "tcp", "--seconds", "10", "--hold", "--output", "json")) {
            URI page = URI.create(demo.awaitLine(line -> line.startsWith("Live page  ")).split(" +")[2]);
            AdminClient client = new AdminClient(AdminUrl.parse(page.toString()), Optional.empty(), PATIENCE);
            demo.awaitLine(line -> line.contains("kill -9"));

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(pools(client)).hasSize(2).allSatisfy(pool -> assertThat(
                            pool.endpoints())
                    .anySatisfy(steady -> {
                        assertThat(steady.name()).isEqualTo("steady");
                        assertThat(steady.state()).isEqualTo("DOWN");
                        assertThat(steady.why()).contains("refused");
                    })));
            assertThat(metrics(page)).contains("hawser_pool_connections{").contains("pool=\"exclusive\"");

            demo.awaitLine(line -> line.contains("steady is back"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(pools(client)).allSatisfy(pool -> assertThat(pool.endpoints())
                    .anySatisfy(steady -> {
                        assertThat(steady.name()).isEqualTo("steady");
                        assertThat(steady.state()).isEqualTo("UP");
                    })));

            // It goes on: the next round kills again.
            demo.awaitLine(line -> line.contains("kill -9"));
            demo.interrupt();
            assertThat(demo.exitCode()).as(demo.told().toString()).isZero();
            assertThatThrownBy(() -> pools(client)).hasMessageContaining("nothing listens");
        }
    }

    private static List<PoolSeen> pools(AdminClient client) throws AdminException, InterruptedException {
        return PoolSeen.allOf(client.ask("/pools", Map.of()));
    }

    private static String metrics(URI page) throws IOException {
        try (var in = page.resolve("/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void withoutAConsoleNothingListens() throws IOException, InterruptedException {
        try (Program demo = Program.start(
                folder, "demo", "--no-console", "--fleet", "tcp", "--seconds", "60", "--output", "json")) {
            demo.awaitLine(line -> line.contains("swift is up"));
            demo.interrupt();

            assertThat(demo.exitCode()).isZero();
            assertThat(demo.told()).noneMatch(line -> line.contains("Live page"));
        }
    }

    @Test
    void oneFleetAloneIsStartedAlone() throws IOException, InterruptedException {
        try (Program demo = Program.start(folder, "demo", "--fleet", "tcp", "--seconds", "60", "-o", "json")) {
            demo.awaitLine(line -> line.contains("swift is up"));
            assertThat(demo.process().descendants()).hasSize(4);

            demo.interrupt();

            assertThat(demo.exitCode()).as(demo.told().toString()).isZero();
            DemoReport report = new Gson().fromJson(demo.output(), DemoReport.class);
            assertThat(report.grpc()).isNull();
            assertThat(report.pools()).hasSize(2);
        }
    }

    @Test
    void ctrlCEndsItWithTheSummaryAndNothingIsLeft() throws IOException, InterruptedException {
        try (Program demo = Program.start(folder, "demo", "--seconds", "60", "--output", "json")) {
            demo.awaitLine(line -> line.contains("late") || line.contains("swift is up"));
            List<ProcessHandle> servers = demo.process().descendants().toList();

            demo.interrupt();

            assertThat(demo.exitCode()).as(demo.told().toString()).isZero();
            DemoReport report = new Gson().fromJson(demo.output(), DemoReport.class);
            assertThat(report.interrupted()).isTrue();
            assertThat(report.seconds()).isLessThan(60);
            assertThat(servers).hasSize(8);
            assertGone(servers);
        }
    }

    /** Not even {@code kill -9} of the demo itself leaves its servers behind: their standard input ends with it. */
    @Test
    void serversDoNotOutliveADemoThatWasKilled() throws IOException, InterruptedException {
        try (Program demo = Program.start(folder, "demo", "--seconds", "60", "--output", "json")) {
            demo.awaitLine(line -> line.contains("swift is up"));
            List<ProcessHandle> servers = demo.process().descendants().toList();

            demo.process().destroyForcibly();

            assertGone(servers);
        }
    }

    private static void assertGone(List<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(20));
        }
    }
}
