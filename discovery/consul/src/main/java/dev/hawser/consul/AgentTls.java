// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.transport.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Certificates by the names of files, of which some may be missing. */
final class AgentTls {

    private AgentTls() {}

    /**
     * @param names of the settings that the three come from, for messages
     * @throws IllegalArgumentException if they don't go together or can't be read
     */
    static Optional<TlsFiles> of(
            Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key, String names) {
        if (authorities.isEmpty() && certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (authorities.isEmpty() || certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(names + ": one is missing (expected: the first alone, or all three)");
        }
        try {
            return Optional.of(
                    certificate.isPresent() && key.isPresent()
                            ? TlsFiles.mutual(authorities.get(), certificate.get(), key.get())
                            : TlsFiles.trusting(authorities.get()));
        } catch (IOException e) {
            throw new IllegalArgumentException(names + ": not readable: " + e, e);
        }
    }
}
