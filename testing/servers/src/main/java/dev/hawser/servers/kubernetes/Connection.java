// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import com.google.gson.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one connection, until it ends or a watch begins on it, which takes it over. */
final class Connection {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    private static final Map<Integer, String> REASONS = Map.of(
            400, "BadRequest",
            401, "Unauthorized",
            403, "Forbidden",
            404, "NotFound",
            410, "Expired",
            429, "TooManyRequests",
            500, "InternalError",
            503, "ServiceUnavailable");

    private final Socket socket;
    private final Desk desk;
    private final Executor threads;

    Connection(Socket socket, Desk desk, Executor threads) {
        this.socket = socket;
        this.desk = desk;
        this.threads = threads;
    }

    void serve() {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            Optional<ApiRequest> request = ApiRequest.read(in);
            while (request.isPresent()) {
                Optional<Answer> fault = desk.receive(request.get());
                if (!answer(request.get(), fault, in, out)) {
                    return;
                }
                request = ApiRequest.read(in);
            }
        } catch (IOException | RejectedExecutionException e) {
            log.debug("a connection ended: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether the connection can be used further */
    private boolean answer(ApiRequest request, Optional<Answer> fault, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        Answer answer = fault.orElse(Answer.late(Duration.ZERO));
        if (answer instanceof Answer.HangUp) {
            return false;
        }
        if (answer instanceof Answer.Silence) {
            in.transferTo(OutputStream.nullOutputStream());
            return false;
        }
        if (answer instanceof Answer.Status status) {
            write(out, status.code(), status(status.code()).toString());
            return true;
        }
        if (answer instanceof Answer.Refusal refusal) {
            String json = "{\"kind\": \"Status\", \"code\": " + refusal.code() + ", \"message\": \"" + refusal.message()
                    + "\"}";
            write(out, refusal.code(), json);
            return true;
        }
        if (answer instanceof Answer.Bytes bytes) {
            out.write(bytes.all().getBytes(StandardCharsets.UTF_8));
            out.flush();
            return false;
        }
        if (answer instanceof Answer.Text text) {
            write(out, 200, text.body());
            return true;
        }
        if (answer instanceof Answer.Late late) {
            desk.pause(late.delay());
        }
        return request.asked() == Asked.WATCH ? watch(request, in, out) : list(request, out);
    }

    private boolean list(ApiRequest request, OutputStream out) throws IOException {
        write(out, 200, desk.list(request));
        return true;
    }

    private boolean watch(ApiRequest request, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        WatchStream stream = WatchStream.of(request, out);
        stream.open();
        Feed feed = desk.open(request);
        try {
            threads.execute(() -> awaitEnd(in, feed));
            for (Feed.Step step = feed.next(); ; step = feed.next()) {
                switch (step.kind()) {
                    case LINE -> stream.send(step.line());
                    case END -> {
                        stream.end();
                        return false;
                    }
                    case CUT -> {
                        return false;
                    }
                }
            }
        } finally {
            desk.close(feed);
        }
    }

    /** What a client says during a watch is that it ends it, in one way or another. */
    private static void awaitEnd(InputStream in, Feed feed) {
        try {
            in.read();
        } catch (IOException e) {
            log.debug("the client of a watch has gone: {}", e.toString());
        }
        feed.cut();
    }

    static JsonObject status(int code) {
        String reason = REASONS.getOrDefault(code, "Unknown");
        JsonObject status = new JsonObject();
        status.addProperty("kind", "Status");
        status.addProperty("apiVersion", "v1");
        status.add("metadata", new JsonObject());
        status.addProperty("status", "Failure");
        status.addProperty("message", code == 410 ? "too old resource version" : "scripted: " + reason);
        status.addProperty("reason", reason);
        status.addProperty("code", code);
        return status;
    }

    private static void write(OutputStream out, int code, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + code + " " + REASONS.getOrDefault(code, "OK")
                + "\r\nContent-Type: application/json\r\nContent-Length: " + content.length + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(content);
        out.flush();
    }
}
