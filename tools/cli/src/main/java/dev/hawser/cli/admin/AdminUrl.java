// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a console is: {@code http://127.0.0.1:9464}, {@code localhost:9464}, or the port alone.
 *
 * @param base without a path's last slash
 */
public record AdminUrl(URI base) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @throws IllegalArgumentException if it is none; the message never repeats what may hold a secret */
    public static AdminUrl parse(String text) {
        String words = text.strip();
        if (words.matches(":?\\d{1,5}")) {
            words = "127.0.0.1:" + words.replace(":", "");
        }
        if (!words.contains("://")) {
            words = "http://" + words;
        }
        URI uri = uri(words);
        if ("https".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "a console speaks http and no TLS, and only to its own machine: from elsewhere, go through a tunnel"
                            + " (ssh -L 9464:127.0.0.1:9464 HOST) and name http://127.0.0.1:9464");
        }
        boolean plain = "http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
        if (!plain || uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "that is no console's address (expected: http://HOST:PORT, as the console's program prints it; a"
                            + " token goes into --token-file or HAWSER_CONSOLE_TOKEN)");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return new AdminUrl(URI.create("http://" + uri.getRawAuthority() + path));
    }

    private static URI uri(String words) {
        try {
            return new URI(words);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "that is no URL, at character " + (e.getIndex() + 1) + " (expected: http://HOST:PORT)", e);
        }
    }

    /** Whether nobody else can listen on the way. */
    boolean isLoopback() {
        return LOOPBACK.contains(base.getHost()) || base.getHost().startsWith("127.");
    }

    /** One of its paths, with these parameters; those without a value are left out. */
    URI at(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .sorted()
                .collect(Collectors.joining("&"));
        return URI.create(base + path + (query.isEmpty() ? "" : "?" + query));
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
