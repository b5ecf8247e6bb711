// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.RefreshOptions;
import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiscoveryTest {
    /** Two reads must agree on a change, and each may come a fifth of a second late. */
    private static final Duration TWO_READS = Duration.ofMillis(2_500);

    private static final Duration ONE_READ = Duration.ofMillis(1_250);

    @TempDir
    Path folder;

    private Path file;
    private Watched watched;

    @BeforeEach
    void watchAFileOfTwo() throws IOException {
        file = folder.resolve("kv.txt");
        Files.writeString(file, "10.0.0.1:7001\n10.0.0.2:7001\n");
        RefreshOptions everySecond = RefreshOptions.every(Duration.ofSeconds(1)).withRandom(new Random(1));
        watched = new Watched(Discoveries.file(file, everySecond));
    }

    @AfterEach
    void close() {
        watched.close();
    }

    @Test
    void aSavedChangeIsSeenWithinTwoReads() throws IOException {
        Files.writeString(file, "10.0.0.3:7001 weight=4\n");
        watched.pass(TWO_READS);

        assertThat(watched.latest())
                .containsExactly(Endpoint.of("10.0.0.3:7001").withWeight(4));
        assertThat(watched.heard.failures()).isEmpty();
    }

    @Test
    void aFileRenamedIntoPlaceIsSeen() throws IOException {
        Path aside = Files.writeString(folder.resolve("kv.new"), "10.0.0.3:7001\n");
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        watched.pass(TWO_READS);

        assertThat(watched.addresses()).containsExactly("10.0.0.3:7001");
    }

    /** Two edits within one tick of the file system's clock can leave date and size as they were. */
    @Test
    void aChangeThatKeepsDateAndSizeIsSeen() throws IOException {
        FileTime date = Files.getLastModifiedTime(file);
        Files.writeString(file, "10.0.0.1:7001\n10.0.0.9:7001\n");
        Files.setLastModifiedTime(file, date);
        watched.pass(TWO_READS);

        assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.9:7001");
    }

    /** "10.0.0.2:70" is a fine line, and not the one that is being written. */
    @Test
    void aFileCaughtHalfWrittenIsNotBelieved() throws IOException {
        int answers = watched.heard.answers().size();
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(0);
            watched.pass(ONE_READ);
            writer.writeBytes("10.0.0.1:7001\n10.0.0.2:70");
            watched.pass(ONE_READ);
            writer.writeBytes("02\n");
        }
        watched.pass(TWO_READS);

        assertThat(watched.heard.answers().stream().skip(answers).distinct().map(Object::toString))
                .as("the old set, then the new one")
                .hasSize(2)
                .noneMatch(answer -> answer.contains("port=70]"));
        assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7002");
    }

    @Test
    void aFileThatStaysEmptyIsAnEmptyAnswer() throws IOException {
        Files.writeString(file, "");
        watched.pass(TWO_READS);

        assertThat(watched.latest()).isEmpty();
        assertThat(watched.heard.failures()).isEmpty();
    }

    @Test
    void oneBadLineIsAFailureAndNothingOfTheFileCounts() throws IOException {
        Files.writeString(file, "10.0.0.3:7001\n10.0.0.4:seven\n");
        watched.pass(TWO_READS);

        assertThat(watched.lastFailure()).startsWith("file " + file + ", line 2: address: '10.0.0.4:seven'");
        assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
    }

    @Test
    void aMistakeThatIsTakenBackIsForgotten() throws IOException {
        Files.writeString(file, "nonsense\n");
        watched.pass(TWO_READS);
        Files.writeString(file, "10.0.0.1:7001\n10.0.0.2:7001\n");
        int failures = watched.heard.failures().size();
        watched.pass(TWO_READS);

        assertThat(watched.heard.failures()).hasSize(failures);
        assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
    }

    @Test
    void deletionIsAFailureAndANewFileEndsIt() throws IOException {
        Files.delete(file);
        watched.pass(TWO_READS);
        assertThat(watched.lastFailure()).startsWith("file " + file + ": does not exist");
        assertThat(watched.heard.answers().stream().distinct()).hasSize(1);

        Files.writeString(file, "10.0.0.5:7001\n");
        watched.pass(TWO_READS);
        assertThat(watched.addresses()).containsExactly("10.0.0.5:7001");
    }

    @Test
    void aFileThatComesLaterIsFound() throws IOException {
        Path later = folder.resolve("later.txt");
        try (Watched watch = new Watched(Discoveries.file(later))) {
            Files.writeString(later, "10.0.0.6:7001");
            watch.pass(ONE_READ);

            assertThat(watch.addresses()).containsExactly("10.0.0.6:7001");
        }
    }

    @Test
    void aFolderIsAFailure() {
        try (Watched watch = new Watched(Discoveries.file(folder))) {
            assertThat(watch.lastFailure()).isEqualTo("file " + folder + ": not a regular file");
        }
    }

    /** The file is sparse, so the test writes next to nothing. */
    @Test
    void aFileOfMoreThanEightMebibytesIsAFailure() throws IOException {
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength((8 << 20) + 1);
        }
        watched.pass(TWO_READS);

        assertThat(watched.lastFailure()).contains("too large (expected: <= 8388608 bytes)");
    }

    /** With the default period of 1 s and jitter up to 20 %, 60 s hold between 50 and 60 reads. */
    @Test
    void theFileIsReadAboutOnceASecond() {
        int before = watched.heard.answers().size();

        watched.passSeconds(60);

        assertThat(watched.heard.answers().size() - before).isBetween(45, 60);
    }
}
