// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What is wrong with an answer before it is read as one, in words that help. */
final class Refusal {
    private static final int OK = 200;
    private static final int FIRST_REDIRECT = 300;
    private static final int FIRST_ERROR = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;

    /** Consul's errors are one line; somebody else's may be a page. */
    private static final int MOST_BYTES = 1024;

    private static final int SHOWN = 200;

    /** When a connection was refused the JDK's client tries the same channel again, and tells only that it is closed. */
    private static final String REFUSED = "connection refused";

    private Refusal() {}

    /** @throws AgentException unless it is a 200 with JSON */
    static void check(HttpResponse<Body> response, String agent, Optional<String> token) throws IOException {
        int status = response.statusCode();
        HttpHeaders headers = response.headers();
        if (status == OK) {
            checkType(headers, agent);
            return;
        }
        boolean redirect = status >= FIRST_REDIRECT && status < FIRST_ERROR;
        String what = redirect ? "redirect to " + redirect(headers) + ", which is not followed" : textOf(response);
        String words = (status + " " + what).strip();
        if (status == FORBIDDEN) {
            words += " (token: " + given(token) + ")";
        } else if (status == NOT_FOUND) {
            words += " (is this Consul's HTTP API?)";
        }
        throw new AgentException(message(agent, words), status == TOO_MANY, retryAfter(headers));
    }

    /**
     * A part of the truth must not pass for the whole.
     *
     * @throws AgentException if Consul has left out what the token may not read
     */
    static void checkFiltered(HttpResponse<Body> response, String agent, Optional<String> token) throws IOException {
        if (Answer.text(response.headers(), Answer.FILTERED).equalsIgnoreCase("true")) {
            throw new AgentException(
                    message(
                            agent,
                            "instances are left out that may not be read (token: " + given(token)
                                    + "; expected: the right to read the service and its nodes)"),
                    false,
                    Duration.ZERO);
        }
    }

    private static void checkType(HttpHeaders headers, String agent) throws AgentException {
        String type = headers.firstValue("Content-Type").orElse("application/json");
        if (!type.contains("json")) {
            String words =
                    "the answer is '" + Oddity.shown(type, SHOWN) + "' (expected: JSON; is this Consul's HTTP API?)";
            throw new AgentException(message(agent, words), false, Duration.ZERO);
        }
    }

    private static String given(Optional<String> token) {
        return token.isPresent() ? "given" : "none";
    }

    /** The place without what may be a secret in its query. */
    private static String redirect(HttpHeaders headers) {
        try {
            URI to = URI.create(Answer.text(headers, "Location"));
            return "'" + (to.getHost() == null ? "" : to.getScheme() + "://" + to.getHost()) + "'";
        } catch (IllegalArgumentException e) {
            return "nowhere";
        }
    }

    private static String textOf(HttpResponse<Body> response) throws IOException {
        byte[] bytes = response.body().readNBytes(MOST_BYTES);
        if (bytes.length == MOST_BYTES) {
            response.body().abandon(new IOException("too long"));
        }
        return Oddity.shown(new String(bytes, StandardCharsets.UTF_8), SHOWN);
    }

    /** In seconds; the form with a date would need a clock that agrees with the server's. */
    private static Duration retryAfter(HttpHeaders headers) {
        return Duration.ofSeconds(
                Math.max(0, Answer.number(headers, "Retry-After").orElse(0)));
    }

    static AgentException unreachable(String agent, Throwable cause) {
        String words = cause.getMessage();
        if (cause instanceof UnresolvedAddressException || cause.getCause() instanceof UnresolvedAddressException) {
            words = "the host's name can't be resolved";
        } else if (cause instanceof ConnectException) {
            words = "can't connect: " + (words == null ? REFUSED : words);
        } else if (cause instanceof SSLException) {
            words = "TLS: " + words;
        } else if (words == null) {
            words = cause.getClass().getSimpleName();
        }
        return new AgentException(message(agent, Oddity.shown(words, 2 * SHOWN)), cause);
    }

    private static String message(String agent, String words) {
        return "consul at " + agent + ": " + words;
    }
}
