// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** How a {@link Console} is to be. Not safe for several threads. */
public final class ConsoleBuilder {
    /** Where a console listens unless told otherwise. */
    public static final int DEFAULT_PORT = 9464;

    /** How far back a console can look unless told otherwise. */
    public static final Duration DEFAULT_HISTORY = Duration.ofMinutes(10);

    private static final Duration LEAST_HISTORY = Duration.ofMinutes(1);
    private static final Duration MOST_HISTORY = Duration.ofHours(1);
    private static final int SHORTEST_TOKEN = 16;
    private static final int MAX_PORT = 65_535;

    private static final Set<String> RESERVED = Set.of(
            "/pools",
            "/stream",
            "/events",
            "/failures",
            "/history",
            "/why",
            "/lint",
            "/config",
            "/health",
            "/drain",
            "/undrain",
            "/weight",
            "/login");

    int port = DEFAULT_PORT;
    Optional<String> token = Optional.empty();
    boolean actions;
    Duration history = DEFAULT_HISTORY;
    final Map<String, Page> pages = new LinkedHashMap<>();

    record Page(String type, Supplier<String> content) {}

    ConsoleBuilder() {}

    /**
     * @param port of 127.0.0.1, {@value #DEFAULT_PORT} unless told otherwise; 0 is any that is free, which {@link Console#uri}
     *     tells
     */
    public ConsoleBuilder port(int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to " + MAX_PORT + ")");
        }
        this.port = port;
        return this;
    }

    /**
     * Lets in only who knows this word; none unless told otherwise, so everybody who can log in to this machine. It is shown
     * nowhere. Programs send it as {@code Authorization: Bearer …}; a browser is asked for it.
     *
     * @param token 16 characters or more, best random ones
     */
    public ConsoleBuilder token(String token) {
        if (token.strip().length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(
                    "token: " + token.strip().length() + " characters (expected: " + SHORTEST_TOKEN + " or more)");
        }
        this.token = Optional.of(token.strip());
        return this;
    }

    /** Whether the console may also drain endpoints and change their weights; not, unless told so. */
    public ConsoleBuilder actions(boolean allowed) {
        this.actions = allowed;
        return this;
    }

    /** How far back it can look: 10 minutes unless told otherwise; from 1 minute to 1 hour. */
    public ConsoleBuilder history(Duration history) {
        if (history.compareTo(LEAST_HISTORY) < 0 || history.compareTo(MOST_HISTORY) > 0) {
            throw new IllegalArgumentException(
                    "history: " + history + " (expected: " + LEAST_HISTORY + " to " + MOST_HISTORY + ")");
        }
        this.history = history;
        return this;
    }

    /**
     * Serves a page of the program's own, such as {@code /metrics}, to whoever may see the console's.
     *
     * @param path which begins with a slash and isn't one of the console's
     * @param type of what is served, as in {@code text/plain; charset=utf-8}
     * @param content made anew for each request, on a thread of the console's; it has ten seconds. It must hold no secret
     */
    public ConsoleBuilder page(String path, String type, Supplier<String> content) {
        if (!path.matches("/[a-zA-Z0-9/_.-]+")) {
            throw new IllegalArgumentException("path: '" + path + "' (expected: like /metrics)");
        }
        if (RESERVED.contains(path) || path.startsWith("/assets/")) {
            throw new IllegalArgumentException("path: " + path + " is the console's own (expected: another)");
        }
        pages.put(path, new Page(requireNonNull(type, "type"), requireNonNull(content, "content")));
        return this;
    }

    /**
     * Starts it.
     *
     * @throws ConsoleException if it can't listen there
     */
    public Console start() {
        return Console.start(this);
    }
}
