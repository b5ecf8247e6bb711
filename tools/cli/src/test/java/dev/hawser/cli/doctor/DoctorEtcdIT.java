// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import dev.hawser.cli.Program;
import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.doctor.checks.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hawser doctor} in a process of its own, and a real etcd; skipped, with a word about it, where there is none. */
@Timeout(180)
class DoctorEtcdIT {

    @TempDir
    private Path folder;

    private final List<Process> members = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    /** Members are called m0, m1 and so on. */
    private void startEtcd(int count) throws IOException {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "etcd"))),
                "skipped: etcd is not installed (Debian: apt-get install etcd-server)");
        List<String> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(freePort());
            peers.add("http://127.0.0.1:" + freePort());
        }
        String cluster = IntStream.range(0, count)
                .mapToObj(i -> "m" + i + "=" + peers.get(i))
                .collect(Collectors.joining(","));
        for (int i = 0; i < count; i++) {
            String clients = "http://127.0.0.1:" + ports.get(i);
            members.add(new ProcessBuilder(
                            "etcd",
                            "--name=m" + i,
                            "--data-dir=" + folder.resolve("data" + i),
                            "--listen-client-urls=" + clients,
                            "--advertise-client-urls=" + clients,
                            "--listen-peer-urls=" + peers.get(i),
                            "--initial-advertise-peer-urls=" + peers.get(i),
                            "--initial-cluster=" + cluster)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log" + i).toFile())
                    .start());
        }
        for (int i = 0; i < count; i++) {
            Path log = folder.resolve("log" + i);
            int port = ports.get(i);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return Files.readString(log).contains("elected leader");
            });
        }
    }

    private String target() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",", "grpc://", ""));
    }

    private DoctorReport examined(int exitCode) throws IOException, InterruptedException {
        try (Program doctor = Program.start(folder, "doctor", target(), "-o", "json")) {
            assertThat(doctor.exitCode()).as(doctor.told().toString()).isEqualTo(exitCode);
            return new Gson().fromJson(doctor.output(), DoctorReport.class);
        }
    }

    private static List<Finding> findings(DoctorReport report, String check) {
        return report.findings().stream()
                .filter(finding -> finding.check().equals(check))
                .toList();
    }

    @AfterEach
    void endEtcd() throws InterruptedException {
        for (Process member : members) {
            member.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void theLeaderIsNamed() throws IOException, InterruptedException {
        startEtcd(1);

        DoctorReport report = examined(0);

        assertThat(report.schema()).isEqualTo(DoctorReport.SCHEMA);
        assertThat(report.ok()).isTrue();
        assertThat(report.counts().fail()).isZero();
        assertThat(findings(report, "leader")).extracting(Finding::level).containsExactly(Level.OK);
        assertThat(findings(report, "leader").get(0).text())
                .startsWith("127.0.0.1:" + ports.get(0) + " leads, says each of 1");
    }

    @Test
    void threeMembersAgreeOnTheirLeader() throws IOException, InterruptedException {
        startEtcd(3);

        DoctorReport report = examined(0);

        assertThat(report.counts().fail()).isZero();
        assertThat(findings(report, "health")).hasSize(3).allMatch(finding -> finding.level() == Level.OK);
        assertThat(findings(report, "leader")).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.text()).contains(" leads, says each of 3");
        });
    }

    /** If it was the leader, the other two may still be about to choose; so it is asked until they have. */
    @Test
    void aMemberThatIsDeadIsAFailureAndTheOthersStillAgree() throws IOException, InterruptedException {
        startEtcd(3);
        members.get(0).destroyForcibly().waitFor();
        String dead = "127.0.0.1:" + ports.get(0);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            DoctorReport report = examined(1);

            assertThat(findings(report, "connect"))
                    .filteredOn(finding -> finding.level() == Level.FAIL)
                    .extracting(Finding::endpoint)
                    .containsExactly(dead);
            assertThat(findings(report, "leader")).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Level.OK);
                assertThat(finding.text()).contains(" leads, says each of 2").doesNotStartWith(dead);
            });
        });
    }

    @Test
    void aFailureHasAnExitCodeOfItsOwn() throws IOException, InterruptedException {
        startEtcd(1);
        String target = target() + ",127.0.0.1:" + freePort();
        try (Program doctor = Program.start(folder, "doctor", target)) {
            assertThat(doctor.exitCode()).isEqualTo(1);
            assertThat(doctor.output())
                    .contains("  FAIL  connect      refused after ", "  OK    health       SERVING", " 1 FAIL, ")
                    .doesNotContain("\033");
        }
    }
}
