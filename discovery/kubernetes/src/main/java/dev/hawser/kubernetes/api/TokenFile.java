// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token in a file, read for each request: a projected service account token is replaced long before it ends, and
 * requests are rare (a watch is one). fabric8 asks for it before each request and once more after a 401.
 *
 * <p>A file that can't be read, is empty or holds what is no token leaves the token of before in place; nothing of it is ever logged.
 */
final class TokenFile implements OAuthTokenProvider {
    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);

    private final Path file;
    private volatile String latest = "";

    TokenFile(Path file) {
        this.file = file;
    }

    @Override
    public String getToken() {
        try {
            String token = Files.readString(file).strip();
            if (isUsable(token)) {
                latest = token;
            } else if (!token.isEmpty()) {
                log.warn("token file {} holds no token (expected: visible ASCII), the one of before is used", file);
            }
        } catch (IOException e) {
            log.warn("token file {} can't be read, the token of before is used: {}", file, e.toString());
        }
        return latest;
    }

    /** What a header may hold; the HTTP client would show what it doesn't take. */
    private static boolean isUsable(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    @Override
    public String toString() {
        return "token from " + file;
    }
}
