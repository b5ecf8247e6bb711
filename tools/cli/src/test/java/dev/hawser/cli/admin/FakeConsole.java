// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server that answers what it was told to, and remembers how it was asked. */
public final class FakeConsole implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Body> bodies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private record Answer(int status, String body) {}

    /** Writes an answer's body as it likes. */
    public interface Body {
        void to(OutputStream out) throws IOException;
    }

    /** How it was asked: method, path and query, and the two headers that matter. */
    public record Asked(String method, String what, String authorization, String action) {}

    public FakeConsole() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** From now on, that path is answered like this. */
    public FakeConsole on(String path, int status, String body) {
        answers.put(path, new Answer(status, body));
        return this;
    }

    public FakeConsole on(String path, String body) {
        return on(path, 200, body);
    }

    /** From now on, that path is answered without saying how long the answer is. */
    FakeConsole on(String path, Body body) {
        bodies.put(path, body);
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    String.valueOf(headers.getFirst("Authorization")),
                    String.valueOf(headers.getFirst("X-Hawser-Action"))));
            Body open = bodies.get(exchange.getRequestURI().getPath());
            if (open != null) {
                exchange.sendResponseHeaders(200, 0);
                open.to(exchange.getResponseBody());
                return;
            }
            Answer answer = answers.getOrDefault(
                    exchange.getRequestURI().getPath(), new Answer(404, "{\"error\":\"there is nothing\"}"));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    public List<Asked> asked() {
        return asked;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
