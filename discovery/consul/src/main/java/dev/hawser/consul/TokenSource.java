// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the ACL token comes from. It is asked for before every query, so a new one counts from the next query on, and a
 * query that was refused is asked again with what is the token then.
 *
 * <p>A source of one's own is a lambda. It may block, and it must be safe for use by several threads. Neither it nor what
 * it throws should show the token in its {@code toString}.
 */
@FunctionalInterface
public interface TokenSource {

    /**
     * The token as it is now; empty sends none.
     *
     * @throws IOException if it can't be got; the query then counts as failed
     */
    Optional<String> token() throws IOException;

    /** No token: what Consul allows its anonymous token. */
    static TokenSource none() {
        return Tokens.NONE;
    }

    /**
     * Always the same.
     *
     * @throws IllegalArgumentException if it is blank or can't be sent in a header
     */
    static TokenSource of(String token) {
        return new Tokens.Fixed(requireNonNull(token, "token"));
    }

    /**
     * What a file holds, without the white space around it; read before each query. A file that is missing or empty, as
     * it may be while it is replaced, leaves the last token in use, with one warning; before the first it is a failure.
     */
    static TokenSource file(Path file) {
        return new Tokens.InFile(requireNonNull(file, "file"));
    }
}
