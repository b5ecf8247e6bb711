// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Text;
import dev.hawser.spec.Repository;
import java.util.concurrent.CompletionException;

/** What docs/failure-modes.md says, ports and durations aside. */
final class FailureTexts {

    private FailureTexts() {}

    static void documented(Throwable failure) {
        Throwable shown = failure instanceof CompletionException ? failure.getCause() : failure;
        documented(Text.of(shown));
    }

    static void documented(String text) {
        String document = Repository.read(Repository.root().resolve("docs/failure-modes.md"));

        assertThat(plain(document)).contains(plain(text));
    }

    private static String plain(String text) {
        return text.replaceAll("127\\.0\\.0\\.1:\\d+", "HOST")
                .replaceAll("\\b\\d+(\\.\\d+)?(µs|ms|s)\\b", "TIME")
                .replaceAll("\\s+", " ");
    }
}
