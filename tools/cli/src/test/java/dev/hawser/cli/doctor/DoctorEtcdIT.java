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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hawser doctor} in a process of its own, and a real etcd; skipped, with a word about it, where there is none. */
@Timeout(120)
class DoctorEtcdIT {

    @TempDir
    private Path folder;

    private Process etcd;
    private int port;

    @BeforeEach
    void startEtcd() throws IOException {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "etcd"))),
                "skipped: etcd is not installed (Debian: apt-get install etcd-server)");
        port = freePort();
        String clients = "http://127.0.0.1:" + port;
        String peers = "http://127.0.0.1:" + freePort();
        etcd = new ProcessBuilder(
                        "etcd",
                        "--name=alone",
                        "--data-dir=" + folder.resolve("data"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=alone=" + peers)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return Files.readString(folder.resolve("log")).contains("elected leader");
        });
    }

    @AfterEach
    void endEtcd() throws InterruptedException {
        if (etcd != null) {
            etcd.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void theLeaderIsNamed() throws IOException, InterruptedException {
        String target = "grpc://127.0.0.1:" + port;
        try (Program doctor = Program.start(folder, "doctor", target, "-o", "json")) {
            assertThat(doctor.exitCode()).as(doctor.told().toString()).isZero();

            DoctorReport report = new Gson().fromJson(doctor.output(), DoctorReport.class);

            assertThat(report.schema()).isEqualTo(DoctorReport.SCHEMA);
            assertThat(report.ok()).isTrue();
            assertThat(report.counts().fail()).isZero();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.check().equals("leader"))
                    .extracting(Finding::level)
                    .containsExactly(Level.OK);
            assertThat(report.findings())
                    .anyMatch(finding -> finding.text().startsWith("127.0.0.1:" + port + " leads, says each of 1"));
        }
    }

    @Test
    void aFailureHasAnExitCodeOfItsOwn() throws IOException, InterruptedException {
        String target = "grpc://127.0.0.1:" + port + ",127.0.0.1:" + freePort();
        try (Program doctor = Program.start(folder, "doctor", target)) {
            assertThat(doctor.exitCode()).isEqualTo(1);
            assertThat(doctor.output())
                    .contains("  FAIL  connect      refused after ", "  OK    health       SERVING", " 1 FAIL, ")
                    .doesNotContain("\033");
        }
    }
}
