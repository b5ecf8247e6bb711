// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's HTTP server, on loopback only, behind what {@link Site} lets through. Each request has a thread for ten seconds
 * at most; each stream has its own.
 */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);
    private static final int REQUESTS_AT_A_TIME = 32;
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_TARGET = 4096;
    private static final int LONGEST_BODY = 4096;
    private static final int BACKLOG = 64;

    private final HttpServer http;
    private final ExecutorService threads;
    private final Site site;
    private final Audience audience;

    private Server(HttpServer http, ServerOptions options, Audience audience, ExecutorService threads) {
        this.http = http;
        this.threads = threads;
        this.site = new Site(options, http.getAddress().getPort());
        this.audience = audience;
    }

    /**
     * Begins to listen.
     *
     * @param audience whoever reads the stream
     * @throws IOException if the port is taken
     */
    public static Server start(ServerOptions options, Audience audience, Time time) throws IOException {
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        HttpServer http = HttpServer.create(new InetSocketAddress(loopback, options.port()), BACKLOG);
        ExecutorService threads = Threads.blocking("hawser-console-http");
        http.setExecutor(new Workers(threads, time, REQUESTS_AT_A_TIME, REQUEST_LIMIT));
        Server server = new Server(http, options, audience, threads);
        http.createContext("/", server::serve);
        http.start();
        return server;
    }

    /** Where it listens. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    private void serve(HttpExchange exchange) throws IOException {
        Head head = new Head(
                exchange.getRequestMethod(),
                Optional.ofNullable(exchange.getRequestURI().getPath()).orElse(""),
                name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)));
        Optional<Answer> refusal = tooLong(exchange).or(() -> site.refusal(head));
        if (refusal.isEmpty() && Site.isStream(head)) {
            audience.admit(exchange);
            return;
        }
        try (exchange) {
            Sending.send(exchange, refusal.isPresent() ? refusal.get() : answer(exchange, head));
        }
    }

    private static Optional<Answer> tooLong(HttpExchange exchange) {
        String target = exchange.getRequestURI().toString();
        return target.length() > LONGEST_TARGET
                ? Optional.of(Answer.error(414, "the path and query are longer than " + LONGEST_TARGET + " characters"))
                : Optional.empty();
    }

    private Answer answer(HttpExchange exchange, Head head) throws IOException {
        try {
            String query =
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
            String encoded = head.reads() ? query : query + "&" + body(exchange);
            String method = head.method().equals("HEAD") ? "GET" : head.method();
            return site.answer(new Request(method, head.path(), Request.parse(encoded)));
        } catch (Refused refused) {
            return refused.answer();
        } catch (RuntimeException e) {
            log.warn("console: {} failed", head.path(), e);
            return Answer.error(500, "this could not be answered; the log of the program says why");
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            throw new Refused(413, "the body is longer than " + LONGEST_BODY + " bytes");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Closes all connections and ends the threads. Idempotent. */
    @Override
    public void close() {
        audience.close();
        http.stop(0);
        Threads.end(threads);
    }
}
