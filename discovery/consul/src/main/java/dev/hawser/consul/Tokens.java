// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token sources that there are. Classes, not records, for a record prints what it holds. */
final class Tokens {
    private static final Logger log = LoggerFactory.getLogger(Tokens.class);

    static final TokenSource NONE = new None();

    private Tokens() {}

    /** What a header may hold of it: visible ASCII. The message does not show what else there was. */
    static String checked(String token) {
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("token: blank, or not visible ASCII (expected: a Consul ACL token)");
        }
        return token;
    }

    private static final class None implements TokenSource {
        @Override
        public Optional<String> token() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "none";
        }
    }

    static final class Fixed implements TokenSource {
        private final String token;

        Fixed(String token) {
            this.token = checked(token);
        }

        @Override
        public Optional<String> token() {
            return Optional.of(token);
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    static final class InFile implements TokenSource {
        /** Tokens have 36 characters; whatever a path leads to by mistake is not read whole. */
        private static final int MOST_BYTES = 4096;

        private final Path file;
        private volatile @Nullable String last;
        private volatile boolean warned;

        InFile(Path file) {
            this.file = file;
        }

        @Override
        public Optional<String> token() throws IOException {
            try {
                last = read();
                warned = false;
            } catch (IOException e) {
                if (last == null) {
                    throw e;
                }
                if (!warned) {
                    warned = true;
                    log.warn("the Consul token is not readable, the last one stays in use: {}", e.toString());
                }
            }
            return Optional.ofNullable(last);
        }

        private String read() throws IOException {
            try (var in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MOST_BYTES);
                return checked(new String(bytes, StandardCharsets.UTF_8).strip());
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }

        @Override
        public String toString() {
            return "*** from " + file;
        }
    }
}
