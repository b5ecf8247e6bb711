// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Serves the page with answers that a test makes up, by the same interface and under the same rules for what a page may load:
 * for looks and cases that real pools show rarely.
 */
final class FakeConsole implements AutoCloseable {
    private static final String PAGE = "/dev/hawser/console/page/";
    private static final String RULES = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "mjs", "text/javascript", "js", "text/javascript", "css", "text/css");
    private static final long EVERY_MS = 500;

    private final Map<String, JsonObject> answers = new ConcurrentHashMap<>();
    private final List<String> deeds = new CopyOnWriteArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    private FakeConsole(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        answer("/events", json("{'events': []}"));
        answer("/failures", json("{'failures': []}"));
        answer("/lint", json("{'findings': [], 'checked': []}"));
        answer("/config", json("{'pools': []}"));
        answer("/why", json("{'verdict': 'any of them', 'endpoints': []}"));
        answer("/history", history());
    }

    static FakeConsole of(FakePool... pools) {
        return on(0, pools);
    }

    static FakeConsole on(int port, FakePool... pools) {
        FakeConsole fake = new FakeConsole(port);
        fake.pools(true, pools);
        fake.server.start();
        return fake;
    }

    /** With single quotes, as it is easier to write in Java. */
    static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    /** How pools stand from now on. */
    void pools(boolean actions, FakePool... pools) {
        JsonObject body = new JsonObject();
        body.addProperty("actions", actions);
        JsonArray all = new JsonArray();
        for (FakePool pool : pools) {
            all.add(pool.json().deepCopy());
        }
        body.add("pools", all);
        answer("/pools", body);
    }

    void answer(String path, JsonObject body) {
        answers.put(path, body);
    }

    /** What was posted: path and query. */
    List<String> deeds() {
        return deeds;
    }

    /** How many states were streamed. */
    int sent() {
        return sent.get();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port() + "/");
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getResponseHeaders().set("Content-Security-Policy", RULES);
        if (path.equals("/stream")) {
            stream(exchange);
        } else if (exchange.getRequestMethod().equals("POST")) {
            boolean isMarked = "1".equals(exchange.getRequestHeaders().getFirst("X-Hawser-Action"));
            deeds.add(exchange.getRequestURI().toString());
            send(exchange, isMarked ? 200 : 403, "application/json", "{\"done\": \"It is done.\"}");
        } else if (answers.containsKey(path)) {
            String query = URLDecoder.decode(
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""), StandardCharsets.UTF_8);
            send(exchange, 200, "application/json", stamped(path, query));
        } else {
            file(exchange, path.equals("/") ? "index.html" : path.replace("/assets/", ""));
        }
    }

    private void file(HttpExchange exchange, String name) throws IOException {
        try (InputStream file = FakeConsole.class.getResourceAsStream(PAGE + name)) {
            if (file == null) {
                send(exchange, 404, "text/plain", "there is no " + name);
            } else {
                String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
                send(exchange, 200, type, new String(file.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            do {
                String event = "event: pools\ndata: " + stamped("/pools", "") + "\n\n";
                exchange.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                sent.incrementAndGet();
            } while (!closed.await(EVERY_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String stamped(String path, String query) {
        JsonObject body = answers.get(path).deepCopy();
        if (path.equals("/events") && query.contains("endpoint=")) {
            body.add("events", of(body.getAsJsonArray("events"), query));
        }
        body.addProperty("schema", "hawser.console/1");
        body.addProperty("at", Instant.now().toString());
        return body.toString();
    }

    private static JsonArray of(JsonArray events, String query) {
        JsonArray own = new JsonArray();
        for (JsonElement event : events) {
            if (query.contains(
                    "endpoint=" + event.getAsJsonObject().get("endpoint").getAsString())) {
                own.add(event);
            }
        }
        return own;
    }

    /** Ten minutes of steady work with a dent in it. */
    private static JsonObject history() {
        JsonObject body = json("{'pool': 'kv', 'stepMs': 1000}");
        long now = Instant.now().getEpochSecond();
        int[] seconds = IntStream.rangeClosed(-599, 0).toArray();
        body.add("t", array(seconds, i -> now + i));
        body.add(
                "perSecond",
                array(seconds, i -> 820 + 60 * Math.sin(i / 40.0) + 25 * Math.sin(i * 2.1) - (isDent(i) ? 330 : 0)));
        body.add("failedPerSecond", array(seconds, i -> isDent(i) ? 14 + i % 5 : 0));
        body.add("p50Ms", array(seconds, i -> 1.2 + 0.2 * Math.sin(i / 30.0)));
        body.add("p99Ms", array(seconds, i -> 9 + 2 * Math.sin(i / 13.0) + (isDent(i) ? 22 : 0)));
        return body;
    }

    private static boolean isDent(int second) {
        return second > -240 && second < -205;
    }

    private static JsonElement array(int[] seconds, IntToDoubleFunction value) {
        JsonArray array = new JsonArray();
        IntStream.of(seconds).mapToDouble(value).forEach(array::add);
        return array;
    }

    /** Ends the streams, too, and frees the port. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
