// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.FakeConsul.instance;
import static dev.hawser.consul.ScriptedWatch.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** After close nothing is left: no thread of the HTTP client's, no socket, no timer. */
class ConsulCloseTest {
    private final FakeConsul consul = new FakeConsul();
    private final Set<Thread> before = clientThreads();

    @AfterEach
    void end() {
        consul.close();
    }

    private static Set<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toSet());
    }

    private Set<Thread> fresh() {
        Set<Thread> threads = clientThreads();
        threads.removeAll(before);
        return threads;
    }

    @Test
    void closeAbortsTheQueryThatHangs() {
        consul.set(instance("a", "10.0.0.1", 7000));
        ScriptedWatch watch = new ScriptedWatch(ConsulOptions.at(consul.uri()));
        watch.hears(1);
        watch.passes(() -> assertThat(consul.requests()).hasSize(2));
        assertThat(fresh()).hasSize(1);

        watch.closeWatch();

        eventually(() -> assertThat(consul.connections()).isZero());
        eventually(() -> assertThat(fresh()).isEmpty());
        assertThat(watch.time.pending()).isZero();
        assertThat(watch.heard.failures()).isEmpty();
        watch.close();
    }

    @Test
    void closeEndsAnAnswerInTheMiddle() {
        consul.then((out, socket) -> {
            out.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n[".getBytes());
            out.flush();
            consul.hang().send(out, socket);
        });
        ScriptedWatch watch = new ScriptedWatch(ConsulOptions.at(consul.uri()));
        eventually(() -> assertThat(consul.requests()).hasSize(1));

        watch.closeWatch();

        eventually(() -> assertThat(fresh()).isEmpty());
        eventually(() -> assertThat(watch.time.pending()).isZero());
        assertThat(watch.heard.heard()).isZero();
        watch.close();
    }

    /** The connection is asked for and never made, so the client's thread has had nothing to hand over yet. */
    @Test
    void closeEndsAConnectionThatIsNeverMade() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var fillers = new java.util.ArrayList<java.net.Socket>();
            for (int i = 0; i < 4; i++) {
                java.net.Socket filler = new java.net.Socket();
                fillers.add(filler);
                try {
                    filler.connect(full.getLocalSocketAddress(), 200);
                } catch (java.net.SocketTimeoutException theQueueIsFull) {
                    break;
                }
            }
            ScriptedWatch watch =
                    new ScriptedWatch(ConsulOptions.at(URI.create("http://127.0.0.1:" + full.getLocalPort())));
            eventually(() -> assertThat(fresh()).hasSize(1));

            watch.closeWatch();

            eventually(() -> assertThat(fresh()).isEmpty());
            assertThat(watch.time.pending()).isZero();
            watch.close();
            for (java.net.Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** A fifth of those closed at any early moment left their client's thread, with its selector, to the garbage collector. */
    @Test
    void closeAtAnyMomentLeavesNoThread() throws Exception {
        consul.set(instance("a", "10.0.0.1", 7000));
        for (int i = 0; i < 100; i++) {
            ScriptedWatch watch = new ScriptedWatch(ConsulOptions.at(consul.uri()));
            for (int pause = i % 10; pause > 0; pause--) {
                Thread.yield();
            }
            watch.closeWatch();
            watch.close();
        }

        eventually(() -> assertThat(fresh()).isEmpty());
    }

    @Test
    void aClientWithNewCertificatesLeavesNothingOfTheOldOne() throws Exception {
        HttpConnection connection = new HttpConnection(java.util.Optional.empty());
        assertThat(fresh()).hasSize(1);

        connection.close();

        eventually(() -> assertThat(fresh()).isEmpty());
    }
}
