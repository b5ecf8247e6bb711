// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import com.sun.net.httpserver.HttpExchange;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Everybody who reads the stream of server-sent events (<a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">as
 * the HTML standard says</a>). Each has a thread and a mailbox, so who doesn't read holds up nobody; after some seconds
 * in which it took nothing it is cut. Safe for use by any thread; telling never blocks.
 */
public final class SseBroadcaster implements AutoCloseable {
    private static final int MOST = 64;
    private static final int PIECE = 16 * 1024;
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(15); // then a comment, to find out who has left
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Time time;
    private final Supplier<byte[]> first;
    private final ExecutorService threads = Threads.blocking("hawser-console-stream");
    private final Set<Mailbox> mailboxes = ConcurrentHashMap.newKeySet();
    private final AtomicInteger admitted = new AtomicInteger();

    /** @param first the state that somebody new gets at once, as a whole event */
    public SseBroadcaster(Time time, Supplier<byte[]> first) {
        this.time = time;
        this.first = first;
    }

    /** An event as it is sent; the data is one line. */
    public static byte[] event(String name, String data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** How many there are. */
    public int size() {
        return mailboxes.size();
    }

    /** The latest state, in place of any that somebody has not got yet. */
    public void state(byte[] event) {
        mailboxes.forEach(mailbox -> mailbox.state(event));
    }

    /** News, besides any other. */
    public void news(byte[] event) {
        mailboxes.forEach(mailbox -> mailbox.news(event));
    }

    void admit(HttpExchange exchange, Head head) throws IOException {
        if (admitted.incrementAndGet() > MOST) {
            admitted.decrementAndGet();
            try (exchange) {
                ResponseWriter.send(
                        exchange, head.error(503, "there are " + MOST + " streams already, which is the most"));
            }
            return;
        }
        try {
            threads.execute(() -> serve(exchange));
        } catch (RejectedExecutionException closed) {
            leave(exchange);
        }
    }

    private void leave(HttpExchange exchange) {
        admitted.decrementAndGet();
        exchange.close();
    }

    private void serve(HttpExchange exchange) {
        Mailbox mailbox = new Mailbox();
        TimeLimit limit = new TimeLimit(time);
        try {
            ResponseWriter.protect(exchange.getResponseHeaders());
            exchange.getResponseHeaders().set("Content-Type", Response.STREAM);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            mailboxes.add(mailbox);
            mailbox.state(first.get());
            while (true) {
                List<byte[]> events = mailbox.take(SILENCE);
                for (byte[] event : events.isEmpty() ? List.of(COMMENT) : events) {
                    write(exchange.getResponseBody(), event, limit);
                }
            }
        } catch (IOException | InterruptedException gone) {
            // the client left, or was cut, or this server is being closed: there is nobody to tell
        } finally {
            limit.end();
            mailboxes.remove(mailbox);
            leave(exchange);
        }
    }

    private static void write(OutputStream out, byte[] event, TimeLimit limit) throws IOException {
        for (int from = 0; from < event.length; from += PIECE) {
            limit.begin(WRITE_LIMIT);
            out.write(event, from, Math.min(PIECE, event.length - from));
        }
        limit.begin(WRITE_LIMIT);
        out.flush();
        limit.end();
    }

    @Override
    public void close() {
        Threads.end(threads);
    }
}
