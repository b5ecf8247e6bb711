// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.io.IOException;
import java.io.InterruptedIOException;
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
 * The JDK's HTTP server, on loopback only, behind what {@link Router} lets through. A request has two seconds to arrive, then ten
 * for its answer; each stream has a thread of its own.
 */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);
    private static final Workers.Limits LIMITS =
            new Workers.Limits(128, 32, Duration.ofSeconds(2), Duration.ofSeconds(10));
    private static final int LONGEST_TARGET = 4096;
    private static final int LONGEST_BODY = 4096;
    private static final int BACKLOG = 1024; // beyond it, connecting is repeated after seconds

    private final HttpServer http;
    private final ExecutorService threads;
    private final Workers workers;
    private final Router router;
    private final SseBroadcaster broadcaster;

    private Server(
            HttpServer http,
            ServerOptions options,
            SseBroadcaster broadcaster,
            ExecutorService threads,
            Workers workers) {
        this.http = http;
        this.threads = threads;
        this.workers = workers;
        this.router = new Router(options, http.getAddress().getPort());
        this.broadcaster = broadcaster;
    }

    /**
     * Begins to listen.
     *
     * @param broadcaster to whoever reads the stream
     * @throws IOException if the port is taken
     */
    public static Server start(ServerOptions options, SseBroadcaster broadcaster, Time time) throws IOException {
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        HttpServer http = HttpServer.create(new InetSocketAddress(loopback, options.port()), BACKLOG);
        ExecutorService threads = Threads.blocking("hawser-console-http");
        Workers workers = new Workers(threads, time, LIMITS);
        http.setExecutor(workers);
        Server server = new Server(http, options, broadcaster, threads, workers);
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
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)));
        Optional<Response> refusal = tooLong(exchange, head).or(() -> router.refusal(head));
        if (refusal.isEmpty() && Router.isStream(head)) {
            broadcaster.admit(exchange, head);
            return;
        }
        try (exchange) {
            ResponseWriter.send(exchange, refusal.isPresent() ? refusal.get() : answer(exchange, head));
        }
    }

    private static Optional<Response> tooLong(HttpExchange exchange, Head head) {
        String target = exchange.getRequestURI().toString();
        return target.length() > LONGEST_TARGET
                ? Optional.of(head.error(414, "the path and query are longer than " + LONGEST_TARGET + " characters"))
                : Optional.empty();
    }

    private Response answer(HttpExchange exchange, Head head) throws IOException {
        try {
            String body = body(exchange);
            workers.arrived();
            String encoded = head.reads() ? head.query() : head.query() + "&" + body;
            String method = head.method().equals("HEAD") ? "GET" : head.method();
            return router.answer(new Request(method, head.path(), Request.parse(encoded)));
        } catch (HttpException refused) {
            return refused.answer(head);
        } catch (InterruptedException closing) {
            throw new InterruptedIOException("the console is being closed");
        } catch (RuntimeException e) {
            log.warn("console: {} failed", head.path(), e);
            return head.error(500, "this could not be answered; the log of the program says why");
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            throw new HttpException(413, "the body is longer than " + LONGEST_BODY + " bytes");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Closes all connections and ends the threads. Idempotent. */
    @Override
    public void close() {
        broadcaster.close();
        http.stop(0);
        Threads.end(threads);
    }
}
