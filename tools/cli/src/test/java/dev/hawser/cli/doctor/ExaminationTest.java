// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.doctor.DoctorPlan.Protocol;
import dev.hawser.cli.doctor.DoctorPlan.Security;
import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.doctor.checks.Level;
import dev.hawser.cli.tls.TlsWords;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ExaminationTest {

    private static final Time BROKEN = new Time() {
        @Override
        public long nanoTime() {
            throw new IllegalStateException("out of order");
        }

        @Override
        public Scheduled schedule(long delayNanos, Runnable task) {
            throw new IllegalStateException("out of order");
        }
    };

    private static List<Finding> examine(Time time, int port, OptionalDouble rate) throws InterruptedException {
        DoctorPlan plan = new DoctorPlan(
                "static",
                Duration.ofMillis(200),
                20,
                Protocol.auto,
                new Security(Security.Mode.AUTO, TlsWords.Choice.PLAINTEXT),
                "",
                rate,
                Optional.empty());
        return new Examination(Endpoint.of("127.0.0.1:" + port), plan, time, new CountDownLatch(1))
                .run()
                .findings();
    }

    @Test
    void whatNobodyForesawIsOneFailure() throws InterruptedException {
        assertThat(examine(BROKEN, 1, OptionalDouble.empty()))
                .containsExactly(new Finding(
                        Level.FAIL,
                        "examination",
                        "127.0.0.1:1",
                        "broken off: IllegalStateException: out of order",
                        "what stands above is all that could be looked at."));
    }

    /** A hung server, word for word what a healthy Redis was told, was OK. */
    @Test
    void aServerThatNeverSaysAnythingIsAWarning() throws Exception {
        try (SystemTime time = new SystemTime("test");
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<Finding> findings = examine(time, silent.getLocalPort(), OptionalDouble.of(2));

            assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.WARN, Level.OK);
            assertThat(findings.get(1).text())
                    .isEqualTo("TCP: it said nothing in 200ms, neither to a client of HTTP/2 nor to one of TLS");
            assertThat(findings.get(2).text()).isEqualTo("2 connections within a second, all accepted");
        }
    }

    /** As Redis does to whatever ends with a line feed. */
    @Test
    void aServerThatSpeaksSomethingElseIsFine() throws Exception {
        try (SystemTime time = new SystemTime("test");
                ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerFirst(other));
            answering.start();

            List<Finding> findings = examine(time, other.getLocalPort(), OptionalDouble.empty());

            assertThat(findings).extracting(Finding::level).containsOnly(Level.OK);
            assertThat(findings.get(1).text()).isEqualTo("TCP: neither HTTP/2 nor TLS (it answers otherwise)");
            answering.join();
        }
    }

    /** The first connection is only a look; to the second something is said; of the third nothing is understood. */
    private static void answerFirst(ServerSocket server) {
        try {
            server.accept();
            server.accept().getOutputStream().write("-ERR unknown command".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
