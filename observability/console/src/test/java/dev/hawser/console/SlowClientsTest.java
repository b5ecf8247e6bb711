// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.view.EndpointView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that don't send, or don't read, over real sockets. */
@Tag("long") // they are cut after two and five seconds
class SlowClientsTest {
    private final Console console = Console.builder().port(0).start();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        console.close();
    }

    private Socket connect(String sent) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096); // so that little is enough to fill it
        socket.connect(
                new InetSocketAddress(console.uri().getHost(), console.uri().getPort()));
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private String streamRequest() {
        return "GET /stream HTTP/1.1\r\nHost: " + console.uri().getAuthority() + "\r\n\r\n";
    }

    private static StagePool large() {
        EndpointView[] endpoints = IntStream.range(0, 1000)
                .mapToObj(i -> StagePool.endpoint("10.0." + i / 250 + "." + i % 250 + ":7001", EndpointState.UP, i))
                .toArray(EndpointView[]::new);
        return StagePool.named("kv", endpoints);
    }

    @Test
    void sixteenStreamsThatNobodyReadsHoldUpNobody() throws IOException {
        console.watch(large());
        for (int i = 0; i < 16; i++) {
            connect(streamRequest());
        }
        await().until(() -> streamsAlive() == 16);

        try (Browser.Stream reader = new Browser.Stream(console)) {
            for (int i = 0; i < 3; i++) {
                assertThat(reader.next("pools").getAsJsonArray("pools")).hasSize(1);
            }
            Address endpoint = Address.parse("10.0.0.0:7001");
            long begin = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                console.onEvent(new PoolEvent.ConnectionOpened("kv", endpoint, Duration.ofMillis(1)));
            }
            long took = System.nanoTime() - begin;

            // A write to a socket that is full would take for ever; this is below 2 µs an event, and generous.
            assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(2));
            assertThat(Browser.get(console, "/pools").status()).isEqualTo(200);
            assertThat(reader.next("news").getAsJsonArray("events")).isNotEmpty();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> streamsAlive() == 0);
    }

    /** Cut after five seconds without progress, each with its thread free again. */
    private static long streamsAlive() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("hawser-console-stream"))
                .filter(entry -> Arrays.stream(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().endsWith("SseBroadcaster")))
                .count();
    }

    @Test
    void thereIsAMostOfStreams() throws IOException {
        for (int i = 0; i < 64; i++) {
            connect(streamRequest());
        }
        await().until(() -> streamsAlive() == 64);

        assertThat(Browser.get(console, "/stream").status()).isEqualTo(503);
        assertThat(Browser.get(console, "/stream?format=text").body())
                .isEqualTo("there are 64 streams already, which is the most\n");
        assertThat(Browser.get(console, "/pools").status()).isEqualTo(200);

        sockets.get(0).close();
        console.watch(large());
        await().atMost(Duration.ofSeconds(20)).until(() -> Browser.streamStatus(console) == 200);
    }

    /** More of them than there are threads for requests. */
    @Test
    void clientsThatConnectAndSayNothingHoldUpNobody() throws IOException {
        for (int i = 0; i < 100; i++) {
            connect("");
        }

        assertThat(Browser.get(console, "/pools").status()).isEqualTo(200);
    }

    @Test
    void aClientThatSendsHalfARequestIsCut() throws IOException {
        Socket socket = connect("GET /pools HTTP/1.1\r\nHost: 127");

        assertThat(Browser.get(console, "/pools").status()).isEqualTo(200);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /drain HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX-Hawser-Action: 1\r\nContent-Length: 99\r\n\r\npool",
                "GET /pools HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 99\r\n\r\npool"
            })
    void aClientThatSendsHalfABodyIsCut(String request) throws IOException {
        Socket socket =
                connect(request.replace("PORT", String.valueOf(console.uri().getPort())));

        byte[] all = socket.getInputStream().readAllBytes(); // a time-out, unless the other side closes
        assertThat(new String(all, StandardCharsets.UTF_8)).doesNotContain("200 OK");
        assertThat(Browser.get(console, "/pools").status()).isEqualTo(200);
    }

    /** A hundred of them delayed everybody by 29 s: each had one of 32 threads for 10 s, in the order in which they came. */
    @Test
    void moreHalfRequestsThanThereAreThreadsHoldUpOthersForAMomentOnly() throws IOException {
        for (int i = 0; i < 500; i++) {
            connect("GET /pools HTTP/1.1\r\nHost: 127");
        }
        long begin = System.nanoTime();

        assertThat(Browser.get(console, "/pools").status()).isEqualTo(200);
        // Those that have the threads are cut after 2 s, and then the newest is the next.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }
}
