// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.EndpointState;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    /** With a reader, a client that sends half a request, and a look that hangs. */
    @Test
    void nothingIsLeftOfAConsoleThatIsClosed() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Console console = Console.builder().port(0).start();
        console.watch(StagePool.named("kv", StagePool.endpoint("10.0.0.1:7001", EndpointState.UP, 1)));
        int port = console.uri().getPort();

        try (Browser.Stream reader = new Browser.Stream(console);
                Socket half = new Socket("127.0.0.1", port)) {
            half.getOutputStream().write("GET /po".getBytes(StandardCharsets.UTF_8));
            reader.next("pools");
            reader.next("pools");
            assertThat(added(before)).isNotEmpty();
            console.close();
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(added(before)).isEmpty());
        try (Console next = Console.builder().port(port).start()) {
            assertThat(Browser.get(next, "/pools").status()).isEqualTo(200);
        }
    }

    /** Those that the JDK keeps for its own client, and for processes and references, are not the console's. */
    private static List<String> added(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("Keep-Alive-Timer") && !name.startsWith("awaitility"))
                .collect(Collectors.toList());
    }

    @Test
    void closingTwiceIsOnce() {
        Console console = Console.builder().port(0).start();

        console.close();
        console.close();

        assertThat(console.uri()).isNotNull();
    }
}
