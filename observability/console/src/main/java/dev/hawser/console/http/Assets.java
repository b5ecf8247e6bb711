// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of a page, which lie beside a class. Nothing else can be named: no parent, no hidden file, no other ending. */
public final class Assets {
    private static final Pattern NAME =
            Pattern.compile("([a-zA-Z0-9_-]+/)*[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*\\.([a-z0-9]+)");

    private static final Map<String, String> TYPES = Map.of(
            "html", Response.HTML,
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "txt", Response.TEXT);

    private final Class<?> beside;
    private final String folder;
    private final Map<String, Response> loaded = new ConcurrentHashMap<>(); // at most all files there are

    /**
     * @param beside which class
     * @param folder from there
     */
    public Assets(Class<?> beside, String folder) {
        this.beside = beside;
        this.folder = folder;
    }

    /** A file; one that isn't there, or may not be asked for, is absent. */
    public Optional<Response> file(String name) {
        Response known = loaded.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Response> answer = typeOf(name).flatMap(type -> load(name, type));
        answer.ifPresent(found -> loaded.put(name, found));
        return answer;
    }

    private static Optional<String> typeOf(String name) {
        var matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.ofNullable(TYPES.get(matcher.group(3))) : Optional.empty();
    }

    private Optional<Response> load(String name, String type) {
        try (InputStream in = beside.getResourceAsStream(folder + "/" + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] body = in.readAllBytes();
            return Optional.of(Response.of(type, body).with("ETag", "\"" + tag(body) + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
