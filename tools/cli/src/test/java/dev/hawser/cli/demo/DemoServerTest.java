// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DemoServerTest {

    private static final DemoServer.Behaviour PLAIN = new DemoServer.Behaviour(Duration.ZERO, 0);

    private static Socket connect(DemoServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static void send(Socket socket, long id) throws IOException {
        socket.getOutputStream()
                .write(ByteBuffer.allocate(16).putInt(12).putLong(id).putInt(42).array());
    }

    private static long answer(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        assertThat(in.readInt()).isEqualTo(12);
        long id = in.readLong();
        assertThat(in.readInt()).isEqualTo(42);
        return id;
    }

    @Test
    void everyRequestIsAnsweredWithItsOwnFrame() throws IOException {
        try (DemoServer server = DemoServer.start(0, PLAIN, new Random(1));
                Socket socket = connect(server)) {
            send(socket, 7);
            send(socket, 8);

            assertThat(answer(socket)).isEqualTo(7);
            assertThat(answer(socket)).isEqualTo(8);
        }
    }

    @Test
    void requestsOfOneConnectionAreDelayedSideBySide() throws IOException {
        var slow = new DemoServer.Behaviour(Duration.ofMillis(100), 0);
        try (DemoServer server = DemoServer.start(0, slow, new Random(1));
                Socket socket = connect(server)) {
            for (int id = 0; id < 50; id++) {
                send(socket, id);
            }

            long sum = 0;
            for (int n = 0; n < 50; n++) {
                sum += answer(socket);
            }

            // One after the other they would take five seconds, which the read timeout of a pool would not wait.
            assertThat(sum).isEqualTo(49 * 50 / 2);
        }
    }

    @Test
    void aServerThatRefusesListensAgainOnItsPort() throws Exception {
        try (DemoServer server = DemoServer.start(0, PLAIN, new Random(1))) {
            server.refuse();
            assertThatThrownBy(() -> connect(server).close()).isInstanceOf(ConnectException.class);

            Socket socket = null;
            while (socket == null) {
                try {
                    socket = connect(server);
                } catch (ConnectException notYet) {
                    Thread.onSpinWait();
                }
            }
            try (Socket back = socket) {
                send(back, 9);
                assertThat(answer(back)).isEqualTo(9);
            }
        }
    }

    @Test
    void nonsenseEndsTheConnectionAndNotTheServer() throws IOException {
        try (DemoServer server = DemoServer.start(0, PLAIN, new Random(1));
                Socket rude = connect(server);
                Socket polite = connect(server)) {
            rude.getOutputStream().write(new byte[] {-1, -1, -1, -1});
            assertThat(rude.getInputStream().read()).isEqualTo(-1);

            send(polite, 3);
            assertThat(answer(polite)).isEqualTo(3);
        }
    }

    @Test
    void impossibleBehaviourIsRefused() {
        assertThatThrownBy(() -> new DemoServer.Behaviour(Duration.ZERO, 1.5))
                .hasMessage("flaky: 1.5 (expected: 0 to 1)");
    }
}
