// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.testkit.FakeTime;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests over real sockets, whose time passes as a test wants it. */
@Timeout(30)
class ServerTest {
    private static final int PLACES = 32;

    private final FakeTime time = new FakeTime();
    private final SseBroadcaster broadcaster = new SseBroadcaster(time, () -> new byte[0]);
    private final CountDownLatch busy = new CountDownLatch(PLACES);
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();
    private Server server;

    @BeforeEach
    void start() throws IOException {
        Map<String, Route> routes = Map.of("/slow", Route.get(this::slow));
        Assets assets = new Assets(ServerTest.class, "none");
        server = Server.start(new ServerOptions(0, Optional.empty(), false, routes, assets), broadcaster, time);
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    /** Takes no notice of its time being over. */
    private Response slow(Request request) {
        busy.countDown();
        boolean over = false;
        while (!over) {
            try {
                end.await();
                over = true;
            } catch (InterruptedException itsTimeIsUp) {
                over = false;
            }
        }
        return Response.text("done");
    }

    private Socket ask(String target) throws IOException {
        Socket socket = new Socket(server.uri().getHost(), server.uri().getPort());
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        String request =
                "GET " + target + " HTTP/1.1\r\nHost: " + server.uri().getAuthority() + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static long waiting() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().equals(Workers.class.getName())
                                && frame.getMethodName().equals("arrived")))
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getMethodName().equals("acquire")))
                .count();
    }

    /** They got an empty answer: the words were thrown where nobody caught them. */
    @Test
    void whoseTurnDoesNotComeIsToldWhy() throws Exception {
        for (int i = 0; i < PLACES; i++) {
            ask("/slow");
        }
        busy.await();
        Socket one = ask("/slow");
        Socket other = ask("/slow?format=text");
        await().until(() -> waiting() == 2);

        time.advance(Duration.ofSeconds(10));

        assertThat(answer(one))
                .startsWith("HTTP/1.1 503")
                .endsWith("{\"error\":\"too many requests are being answered\"}");
        assertThat(answer(other)).startsWith("HTTP/1.1 503").endsWith("\r\ntoo many requests are being answered\n");
    }
}
