// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The etcd example against an etcd of its own; skipped, with a word about it, where none is installed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EtcdExampleTest {

    @Test
    void aValueIsWrittenToTheLeaderAndReadFromAMember(@TempDir Path folder) throws Exception {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "etcd"))),
                "skipped: etcd is not installed (Debian: apt-get install etcd-server)");
        String clients = "127.0.0.1:" + freePort();
        Process etcd = start(folder, clients, "127.0.0.1:" + freePort());
        try {
            assertThat(EtcdExample.writeAndRead(clients)).isEqualTo("hello");
        } finally {
            etcd.destroyForcibly().waitFor();
        }
    }

    @Test
    void withoutMembersItSaysWhatItNeeds() {
        assertThatCode(EtcdExample::main).doesNotThrowAnyException();
    }

    private static Process start(Path folder, String clients, String peers) throws IOException {
        return new ProcessBuilder(
                        "etcd",
                        "--name",
                        "alone",
                        "--data-dir",
                        folder.resolve("data").toString(),
                        "--listen-client-urls",
                        "http://" + clients,
                        "--advertise-client-urls",
                        "http://" + clients,
                        "--listen-peer-urls",
                        "http://" + peers,
                        "--initial-advertise-peer-urls",
                        "http://" + peers,
                        "--initial-cluster",
                        "alone=http://" + peers)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
