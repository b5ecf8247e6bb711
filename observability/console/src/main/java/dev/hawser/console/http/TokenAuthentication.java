// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Lets in who knows the token, by header, or by a cookie that logging in gave. The token itself is not kept, only its digest, and
 * the cookie holds a random word that ends with the server. Comparing takes as long for a wrong word as for the right one.
 */
final class TokenAuthentication {
    private static final int SESSION_BYTES = 32;
    private static final String BEARER = "Bearer ";

    private final byte[] token;
    private final byte[] session;
    private final String cookie;

    TokenAuthentication(String token, int port) {
        this.token = digest(token);
        byte[] random = new byte[SESSION_BYTES];
        new SecureRandom().nextBytes(random);
        String word = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        session = digest(word);
        // Cookies are shared by all ports of a host, so the name tells the port.
        cookie = "hawser-console-" + port + "=" + word;
    }

    /** Whether a request shows the token or the cookie. */
    boolean admits(Head head) {
        boolean bearer = head.first("Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> isToken(value.substring(BEARER.length()).strip()))
                .orElse(false);
        return bearer || head.first("Cookie").map(this::holdsSession).orElse(false);
    }

    private boolean holdsSession(String cookies) {
        String name = cookie.substring(0, cookie.indexOf('=') + 1);
        for (String one : cookies.split(";")) {
            String stripped = one.strip();
            if (stripped.startsWith(name) && matches(session, stripped.substring(name.length()))) {
                return true;
            }
        }
        return false;
    }

    private boolean isToken(String word) {
        return matches(token, word);
    }

    /** What follows the login form: the cookie and the page, or the form again. */
    Response login(Optional<String> word) {
        if (word.isEmpty() || !isToken(word.get())) {
            return form("That is not the token.");
        }
        return Response.empty(303)
                .with("Location", "/")
                .with("Set-Cookie", cookie + "; HttpOnly; SameSite=Strict; Path=/");
    }

    /** The form that asks for the token. */
    Response form(String note) {
        String page = """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Hawser: log in</title><link rel="stylesheet" href="/assets/style.css"></head>
                <body class="login"><main><h1>Hawser</h1>
                <form method="post" action="/login">
                <p role="alert">NOTE</p>
                <p><label for="token">Token</label>
                <input id="token" name="token" type="password" autocomplete="current-password" required autofocus></p>
                <p><button type="submit">Log in</button></p>
                </form></main></body>
                </html>
                """.replace("NOTE", note);
        return Response.of(Response.HTML, page).withStatus(401);
    }

    private static boolean matches(byte[] expected, String word) {
        return MessageDigest.isEqual(expected, digest(word));
    }

    private static byte[] digest(String word) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(word.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
