// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a file of the system says, read again when the file has changed by date, size or identity. Safe for use by any
 * thread; two that come at once may both read.
 */
final class Reread<T> {
    private final Path path;
    private final Function<String, T> parser;
    private final AtomicReference<@Nullable Version<T>> latest = new AtomicReference<>();

    Reread(Path path, Function<String, T> parser) {
        this.path = path;
        this.parser = parser;
    }

    /** Empty if there is no such file, or it can't be read. */
    Optional<T> get() {
        try {
            String stamp = stamp();
            Version<T> known = latest.get();
            if (known != null && known.stamp().equals(stamp)) {
                return Optional.of(known.content());
            }
            T content = parser.apply(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
            latest.set(new Version<>(stamp, content));
            return Optional.of(content);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Taken before the content, so that a change in between is seen as one the next time. */
    private String stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    }

    private record Version<T>(String stamp, T content) {}
}
