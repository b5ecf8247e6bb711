// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hawser.client.ConnectionPool;
import dev.hawser.console.Console;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.LengthFieldFraming;
import dev.hawser.tcp.LengthFieldOptions;
import dev.hawser.tcp.MultiplexedPool;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why did this request fail? Over TCP, a server that dies under a request is seen where failed calls are. */
@Timeout(30)
class FailedRequestsIT {

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static String address(ServerSocket server) {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private static JsonArray failures(Console console) throws IOException {
        try (var in = console.uri().resolve("/failures?pool=kv").toURL().openStream()) {
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return JsonParser.parseString(answer).getAsJsonObject().getAsJsonArray("failures");
        }
    }

    /** The latest of that kind. */
    private static JsonObject failure(Console console, String kind) {
        return await().until(
                        () -> StreamSupport.stream(failures(console).spliterator(), false)
                                .map(JsonElement::getAsJsonObject)
                                .filter(failure ->
                                        failure.get("kind").getAsString().equals(kind))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static JsonObject attempt(JsonObject failure) {
        return failure.getAsJsonArray("attempts").get(0).getAsJsonObject();
    }

    /** The request is its holder's own business; that its connection broke, where, and of what, is known. */
    @Test
    void aServerThatDiesUnderALeaseIsSeenAsALeaseThatBroke() throws Exception {
        try (ServerSocket server = listening();
                Console console = Console.builder().port(0).start();
                ConnectionPool<TcpConnection> pool = TcpPool.to("static:" + address(server))
                        .name("kv")
                        .listener(console)
                        .build()) {
            console.watch(pool);
            try (Lease<TcpConnection> lease = pool.acquire();
                    Socket served = server.accept()) {
                lease.connection().outputStream().write('x');
                served.close();
                assertThatThrownBy(() -> new DataInputStream(lease.connection().inputStream()).readFully(new byte[1]))
                        .isInstanceOf(IOException.class);
            }

            JsonObject failure = failure(console, "broken");
            assertThat(attempt(failure).get("endpoint").getAsString()).isEqualTo(address(server));
            assertThat(attempt(failure).get("result").getAsString()).isNotBlank();
            assertThat(pool.view().endpoints().get(0).traffic().failed()).isOne();
            assertThat(pool.view().endpoints().get(0).lastError()).isPresent();
        }
    }

    @Test
    void aServerThatDiesUnderAMultiplexedRequestIsSeenAsAFailedCall() throws Exception {
        try (ServerSocket server = listening();
                Console console = Console.builder().port(0).start();
                MultiplexedPool pool = MultiplexedPool.to(
                                "static:" + address(server), new LengthFieldFraming(LengthFieldOptions.defaults()))
                        .connections(connections -> connections.name("kv").listener(console))
                        .build()) {
            console.watch(pool);
            var answer = pool.send(ByteBuffer.wrap(new byte[8]));
            try (Socket served = server.accept()) {
                assertThat(served.getInputStream().read()).isNotNegative();
            }

            await().until(answer::isCompletedExceptionally);
            JsonObject failure = failure(console, "failed");
            assertThat(failure.get("call").getAsString()).isEqualTo("request");
            assertThat(failure.get("outcome").getAsString()).isEqualTo("UNKNOWN");
            assertThat(failure.get("tookMs").getAsDouble()).isPositive();
            assertThat(attempt(failure).get("endpoint").getAsString()).isEqualTo(address(server));
        }
    }
}
