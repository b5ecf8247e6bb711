// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.time.Threads;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * fabric8's mock server in CRUD mode. It knows watches over WebSocket alone, while the real one streams lines over HTTP as
 * well; a small server before it turns the one into the other.
 */
final class MockApiServer implements AutoCloseable {
    private static final String END = "";

    private final KubernetesMockServer mock = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
    private final ExecutorService threads = Threads.blocking("mock-front");
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer front;
    private final KubernetesClient admin;
    private final AtomicInteger watches = new AtomicInteger();

    MockApiServer() throws IOException {
        mock.init(InetAddress.getByName("127.0.0.1"), 0);
        admin = mock.createClient();
        front = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        front.setExecutor(threads);
        front.createContext("/", this::handle);
        front.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + front.getAddress().getPort());
    }

    /** Whose changes are seen by all who watch. */
    KubernetesClient admin() {
        return admin;
    }

    /** How many are under way. The mock server keeps no history: what happens before is not told to a watch. */
    int watches() {
        return watches.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String question = exchange.getRequestURI().toString();
            if (question.contains("watch=true")) {
                watch(exchange, question);
            } else {
                list(exchange, question);
            }
        }
    }

    private void list(HttpExchange exchange, String question) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + mock.getPort() + question);
        try {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(HttpExchange exchange, String question) throws IOException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        URI uri = URI.create("ws://127.0.0.1:" + mock.getPort() + question);
        WebSocket socket =
                http.newWebSocketBuilder().buildAsync(uri, new Lines(lines)).join();
        watches.incrementAndGet();
        try {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watches.decrementAndGet();
            socket.abort();
        }
    }

    @Override
    public void close() {
        front.stop(0);
        Threads.end(threads);
        admin.close();
        mock.destroy();
    }

    /** A message is a line. */
    private static final class Lines implements WebSocket.Listener {
        private final BlockingQueue<String> lines;
        private final StringBuilder part = new StringBuilder();

        Lines(BlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                lines.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            lines.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            lines.add(END);
            throw new UncheckedIOException(new IOException(error));
        }
    }
}
