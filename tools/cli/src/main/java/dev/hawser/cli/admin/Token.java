// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a console wants to hear before it answers. Never in a text that people see. */
public final class Token {

    /** The environment variable that may hold it. */
    public static final String VARIABLE = "HAWSER_CONSOLE_TOKEN";

    private final String secret;

    private Token(String secret) {
        this.secret = secret;
    }

    /**
     * From the file, or else from the environment.
     *
     * @throws IllegalArgumentException if the file cannot be read, or holds nothing that can be a token
     */
    static Optional<Token> find(@Nullable Path file, Map<String, String> environment) {
        if (file != null) {
            return Optional.of(new Token(checked(read(file), "--token-file " + file)));
        }
        String value = environment.getOrDefault(VARIABLE, "");
        return value.isBlank() ? Optional.empty() : Optional.of(new Token(checked(value, VARIABLE)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("--token-file " + file + " cannot be read", e);
        }
    }

    /** A header takes visible ASCII; anything else is another file, and saying what is in it would tell a secret. */
    private static String checked(String value, String where) {
        String token = value.strip();
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(where + " holds no token (expected: one word of ASCII)");
        }
        return token;
    }

    String reveal() {
        return secret;
    }

    @Override
    public String toString() {
        return "(a token)";
    }
}
