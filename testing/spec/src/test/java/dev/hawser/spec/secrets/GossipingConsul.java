// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** In Consul's place: refuses everybody, and says aloud what it was sent. */
final class GossipingConsul implements AutoCloseable {
    private final HttpServer http;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();

    GossipingConsul() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::refuse);
        http.start();
    }

    private void refuse(HttpExchange exchange) throws IOException {
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("X-Consul-Token"));
        tokens.add(token);
        queries.add(exchange.getRequestURI().getQuery());
        byte[] said = ("the token " + token + " is unknown").getBytes(UTF_8);
        exchange.sendResponseHeaders(403, said.length);
        try (exchange) {
            exchange.getResponseBody().write(said);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    String authority() {
        return uri().getAuthority();
    }

    /** What it was sent. */
    List<String> tokens() {
        return tokens;
    }

    /** What it was asked, in words. */
    List<String> queries() {
        return queries;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
