// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

        assertThat(watched.heard.answers().stream().skip(answers).distinct())
                .as("the new set alone, and the old one no more once the file says something else")
                .containsExactly(List.of(Endpoint.of("10.0.0.1:7001"), Endpoint.of("10.0.0.2:7002")));
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

    /** The old set was handed out once more, as a good answer of now, although no file names its endpoints. */
    @Test
    void aFileThatComesBackWithOtherEndpointsNeverConfirmsTheOldOnes() throws IOException {
        Files.delete(file);
        watched.pass(TWO_READS);
        int answers = watched.heard.answers().size();

        Files.writeString(file, "10.0.0.5:7001\n");
        watched.pass(TWO_READS);

        assertThat(watched.heard.answers().stream().skip(answers).distinct())
                .containsExactly(List.of(Endpoint.of("10.0.0.5:7001")));
    }

    @Test
    void aWholeChangeIsReadAgainSoonAndNotAPeriodLater() throws IOException {
        Files.writeString(file, "10.0.0.3:7001\n");
        watched.pass(Duration.ofMillis(1_400)); // a period and 100 ms, each stretched by a fifth at most

        assertThat(watched.addresses()).containsExactly("10.0.0.3:7001");
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

    /** As a ConfigMap is mounted: the file is a link into a folder that is a link, which is swapped. */
    @Test
    void aSwappedLinkIsSeen() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..1"));
        Path second = Files.createDirectory(folder.resolve("..2"));
        Files.writeString(first.resolve("kv.txt"), "10.0.0.1:7001\n");
        Files.writeString(second.resolve("kv.txt"), "10.0.0.2:7001\n");
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first);
        Path link = Files.createSymbolicLink(folder.resolve("mounted.txt"), data.resolve("kv.txt"));
        try (Watched watch = new Watched(Discoveries.file(link))) {
            assertThat(watch.addresses()).containsExactly("10.0.0.1:7001");

            Path aside = Files.createSymbolicLink(folder.resolve("..data_tmp"), second);
            Files.move(aside, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            watch.pass(TWO_READS);

            assertThat(watch.addresses()).containsExactly("10.0.0.2:7001");
            assertThat(watch.heard.failures()).isEmpty();
        }
    }

    @Test
    void aLinkThatLeadsNowhereIsAFailure() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), folder.resolve("nothing.txt"));

        try (Watched watch = new Watched(Discoveries.file(link))) {
            assertThat(watch.lastFailure()).startsWith("file " + link + ": does not exist");
        }
    }

    /** Root may read everything, so there the test has nothing to see. */
    @Test
    void aFileThatMayNotBeReadIsAFailureAndTheOldSetStays() throws IOException {
        assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"), "no POSIX permissions here");
        Files.setPosixFilePermissions(file, Set.of());
        assumeFalse(Files.isReadable(file), "this user may read every file; run the tests as another than root");
        watched.pass(TWO_READS);

        assertThat(watched.lastFailure()).isEqualTo("file " + file + ": AccessDeniedException");
        assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
    }

    /** The one file on Linux that can be opened by everybody and not be read from its beginning. */
    @Test
    void anErrorWhileReadingIsAFailureThatNamesTheFile() {
        Path unreadable = Path.of("/proc/self/mem");
        assumeTrue(Files.isRegularFile(unreadable), "there is no /proc/self/mem here");

        try (Watched watch = new Watched(Discoveries.file(unreadable))) {
            assertThat(watch.lastFailure()).startsWith("file /proc/self/mem: IOException: ");
        }
    }

    @Test
    void aFileThatBecomesAFolderIsAFailureAndTheOldSetStays() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
        watched.pass(TWO_READS);

        assertThat(watched.lastFailure()).isEqualTo("file " + file + ": not a regular file");
        assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
    }

    @Test
    void bytesThatAreNoTextAreAFailureAndTheOldSetStays() throws IOException {
        Files.write(file, new byte[] {(byte) 0x7F, 'E', 'L', 'F', (byte) 0xFF, 0, 0, '\n'});
        watched.pass(TWO_READS);

        assertThat(watched.lastFailure()).startsWith("file " + file + ": not UTF-8");
        assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
    }

    @Test
    void aFileFromWindowsWithAByteOrderMarkIsRead() throws IOException {
        Files.writeString(file, "\uFEFF10.0.0.3:7001\r\n10.0.0.4:7001 weight=2\r\n");
        watched.pass(TWO_READS);

        assertThat(watched.addresses()).containsExactly("10.0.0.3:7001", "10.0.0.4:7001");
        assertThat(watched.heard.failures()).isEmpty();
    }

    @Test
    void tenThousandEndpointsAreFine() throws IOException {
        Files.writeString(
                file,
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "10.0." + i / 250 + "." + i % 250 + ":7001 zone=z" + i % 3)
                        .collect(Collectors.joining("\n")));
        watched.pass(TWO_READS);

        assertThat(watched.latest()).hasSize(10_000);
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
