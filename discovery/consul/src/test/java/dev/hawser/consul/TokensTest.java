// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token in a file, while somebody replaces it. */
class TokensTest {
    @TempDir
    Path folder;

    @Test
    void aNewTokenCountsAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), " old \n");
        TokenSource source = TokenSource.file(file);
        assertThat(source.token()).contains("old");

        Files.writeString(file, "new");

        assertThat(source.token()).contains("new");
    }

    @Test
    void whileTheFileIsMissingOrEmptyTheLastTokenStays() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "old");
        TokenSource source = TokenSource.file(file);
        assertThat(source.token()).contains("old");

        Files.delete(file);
        assertThat(source.token()).contains("old");
        Files.writeString(file, "\n");
        assertThat(source.token()).contains("old");
    }

    @Test
    void aFileThatWasNeverReadableIsAFailureThatNamesIt() {
        TokenSource source = TokenSource.file(folder.resolve("nowhere"));

        assertThatThrownBy(source::token).isInstanceOf(IOException.class).hasMessageContaining("nowhere");
    }

    @Test
    void whatIsNoTokenIsAFailureThatDoesNotShowIt() throws IOException {
        TokenSource source = TokenSource.file(Files.writeString(folder.resolve("token"), "hunter2 and more"));

        assertThatThrownBy(source::token)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("token: blank, or not visible ASCII")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void noSourceShowsItsToken() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "hunter2");
        TokenSource source = TokenSource.file(file);
        source.token();

        assertThat(source.toString()).doesNotContain("hunter2").contains(file.toString());
        assertThat(TokenSource.of("hunter2").toString()).doesNotContain("hunter2");
    }
}
