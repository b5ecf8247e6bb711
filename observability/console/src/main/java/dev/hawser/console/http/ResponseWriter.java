// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** Puts an answer on the wire, with the headers that every answer has. */
final class ResponseWriter {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final int NO_BODY = -1;

    private ResponseWriter() {}

    static void send(HttpExchange exchange, Response answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        protect(headers);
        headers.set("Cache-Control", answer.headers().containsKey("ETag") ? "no-cache" : "no-store");
        answer.headers().forEach(headers::set);
        if (isKnown(exchange, answer)) {
            exchange.sendResponseHeaders(304, NO_BODY);
            return;
        }
        if (answer.body().length > 0 || answer.status() == 200) {
            headers.set("Content-Type", answer.type());
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", String.valueOf(answer.body().length));
            exchange.sendResponseHeaders(answer.status(), NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? NO_BODY : answer.body().length);
        if (answer.body().length > 0) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    private static boolean isKnown(HttpExchange exchange, Response answer) {
        Optional<String> known =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-None-Match"));
        return answer.status() == 200
                && known.isPresent()
                && Objects.equals(answer.headers().get("ETag"), known.get());
    }

    /** What keeps a browser from treating an answer as anything else, and other pages from showing it. */
    static void protect(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        // Not "no-referrer": browsers then send "Origin: null" with the login form, which is refused.
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
    }
}
