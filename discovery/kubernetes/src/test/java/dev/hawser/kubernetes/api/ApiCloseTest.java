// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.kubernetes.api.Api.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * After close no thread and no connection is left, without the help of the garbage collector; on Java 17 too, whose HTTP
 * client can't be closed.
 */
@Timeout(60)
class ApiCloseTest {
    private static final String HEADERS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final Set<Thread> before = clientThreads();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private ServerSocket server;
    private Api api;
    private Api.Call call = () -> {};

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(20_000);
        Timeouts timeouts = new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(1));
        api = ApiSource.address(
                        URI.create("http://127.0.0.1:" + server.getLocalPort()), Optional.empty(), Optional.empty())
                .open(timeouts);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private static Set<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(HttpClient-|hawser-kubernetes).*"))
                .collect(Collectors.toSet());
    }

    private Set<Thread> fresh() {
        Set<Thread> fresh = clientThreads();
        fresh.removeAll(before);
        return fresh;
    }

    private Socket asked() throws IOException {
        call = api.get("version", Verb.WATCH, "nothing", new Api.Ear() {
            @Override
            public void onStarted() {
                started.countDown();
            }

            @Override
            public void onText(String text) {}

            @Override
            public void onEnded(Optional<IOException> cause) {
                ended.countDown();
            }
        });
        Socket socket = server.accept();
        assertThat(socket.getInputStream().read()).isEqualTo('G');
        return socket;
    }

    private void assertNothingIsLeft() {
        assertThat(fresh()).isNotEmpty();
        call.cancel(); // as a watch does first
        api.close();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(fresh()).isEmpty());
    }

    /** The other side sees the end, or a reset if it was rude. */
    private static void assertIsClosed(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        InputStream in = socket.getInputStream();
        try {
            while (in.read() >= 0) {} // what was left of the request
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void nothingIsLeftOfAConnectionThatWasNeverUsed() {
        assertNothingIsLeft();
    }

    @Test
    void nothingIsLeftOfARequestThatWaitsForItsHeaders() throws Exception {
        try (Socket socket = asked()) {
            assertNothingIsLeft();
            assertIsClosed(socket);
        }
    }

    @Test
    void nothingIsLeftOfAWatchInItsMiddle() throws Exception {
        try (Socket socket = asked()) {
            socket.getOutputStream().write((HEADERS + "2\r\n{}\r\n").getBytes(StandardCharsets.US_ASCII));
            started.await();

            assertNothingIsLeft();
            assertIsClosed(socket);
        }
    }

    @Test
    void nothingIsLeftOfAConnectionThatWaitsForTheNextRequest() throws Exception {
        try (Socket socket = asked()) {
            socket.getOutputStream().write((HEADERS + "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            ended.await();

            assertNothingIsLeft();
            assertIsClosed(socket);
        }
    }
}
