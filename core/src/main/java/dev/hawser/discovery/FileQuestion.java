// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an endpoint file, and believes a change only when it has settled. */
final class FileQuestion implements Polled.Question {
    /*
     * A writer that works in place leaves, for a moment, a file that is empty or ends in the middle of a line; and
     * "10.0.0.2:70" is a fine line, although "10.0.0.2:7001" was meant. So a content that differs from the accepted
     * one must be read twice before it counts. Until then nothing is told: the accepted one is what no file says any
     * more, least of all after the file was missing. The second read comes soon if the content ends as lines do, and
     * else, or if it changes once more, after a period. The content itself is compared, not its date and
     * size: two edits within one tick of the file system's clock can have the same of both.
     */
    static final int MAX_BYTES = 8 << 20;

    private static final Duration SOON = Duration.ofMillis(100);

    private final Path path;
    private List<Endpoint> endpoints = List.of();
    private byte @Nullable [] accepted;
    private byte @Nullable [] changed;

    FileQuestion(Path path) {
        this.path = path;
    }

    @Override
    public Polled.Found ask() throws IOException {
        byte[] content = read();
        if (accepted == null || Arrays.equals(content, changed)) {
            endpoints = EndpointFile.parse(path.toString(), content);
            accepted = content;
        }
        if (Arrays.equals(content, accepted)) {
            changed = null;
            return Polled.Found.of(endpoints);
        }
        boolean soon = changed == null && endsALine(content);
        changed = content;
        return Polled.Found.notYet(soon ? Optional.of(SOON) : Optional.empty());
    }

    private static boolean endsALine(byte[] content) {
        return content.length > 0 && content[content.length - 1] == '\n';
    }

    private byte[] read() throws IOException {
        if (!Files.exists(path)) {
            throw new IOException("file " + path + ": does not exist, or is in a folder that may not be read");
        }
        if (!Files.isRegularFile(path)) {
            throw new IOException("file " + path + ": not a regular file");
        }
        byte[] content = atMostOneByteMore();
        if (content.length > MAX_BYTES) {
            throw new IOException("file " + path + ": too large (expected: <= " + MAX_BYTES + " bytes)");
        }
        return content;
    }

    private byte[] atMostOneByteMore() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MAX_BYTES + 1);
        } catch (FileSystemException e) { // whose message is the path
            throw new IOException("file " + path + ": " + e.getClass().getSimpleName(), e);
        } catch (IOException e) { // whose message lacks it
            throw new IOException("file " + path + ": " + Text.of(e), e);
        }
    }
}
