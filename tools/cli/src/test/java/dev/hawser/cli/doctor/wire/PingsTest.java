// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.time.SystemTime;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pings to real servers: one of grpc-java as it is by default, one that permits pings, and one that is none. */
@Timeout(60)
class PingsTest {

    private static final Duration PATIENT = Duration.ofSeconds(10);

    private final SystemTime time = new SystemTime("test");

    @AfterEach
    void endTime() {
        time.close();
    }

    private static NettyServerBuilder builder() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private Pings.Outcome ping(NettyServerBuilder builder, Duration interval) throws IOException {
        Server server = builder.build().start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            return new Pings(socket, PATIENT, time).send(interval);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void grpcJavaAsItIsByDefaultEndsTheConnection() throws IOException {
        Pings.Outcome seen = ping(builder(), Duration.ZERO);

        assertThat(seen.goodbye()).contains(new Pings.Goodbye(Pings.Goodbye.ENHANCE_YOUR_CALM, "too_many_pings"));
        assertThat(seen.sent()).isEqualTo(4);
        assertThat(seen.broken()).isEmpty();
    }

    @Test
    void aServerThatPermitsPingsAnswersAll() throws IOException {
        NettyServerBuilder permissive =
                builder().permitKeepAliveTime(1, TimeUnit.NANOSECONDS).permitKeepAliveWithoutCalls(true);

        assertThat(ping(permissive, Duration.ZERO))
                .isEqualTo(new Pings.Outcome(Pings.AT_ONCE, Pings.AT_ONCE, Optional.empty(), Optional.empty()));
    }

    /** Permitted every 100 ms: pings at once are too many, pings at the interval are not. */
    @Test
    void theIntervalIsWhatDecides() throws IOException {
        assertThat(ping(
                                builder()
                                        .permitKeepAliveTime(100, TimeUnit.MILLISECONDS)
                                        .permitKeepAliveWithoutCalls(true),
                                Duration.ofMillis(250))
                        .goodbye())
                .isEmpty();
    }

    @Test
    void aServerOfSomethingElseIsNotTakenForOneOfHttp2() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.getLocalPort());
                Socket accepted = other.accept()) {
            accepted.getOutputStream().write("-ERR unknown command 'PRI'\r\n".getBytes());

            assertThat(Greeting.answer(socket, PATIENT)).isNotEqualTo(Greeting.Answer.HTTP2);
        }
    }

    /** The length of a frame is checked before there is memory for it. */
    @Test
    void anAnswerThatClaimsToBeHugeIsNotWaitedFor() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.getLocalPort());
                Socket accepted = other.accept()) {
            accepted.getOutputStream().write(new byte[] {-1, -1, -1, Frame.SETTINGS, 0, 0, 0, 0, 0});

            assertThat(Greeting.answer(socket, PATIENT)).isNotEqualTo(Greeting.Answer.HTTP2);
        }
    }
}
