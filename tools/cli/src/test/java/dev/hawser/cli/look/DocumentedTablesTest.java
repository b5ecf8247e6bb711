// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/cli.md shows is what is printed. Whoever changes a table changes the page. */
class DocumentedTablesTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "cli.md");

    @Test
    void thePageShowsWhatIsPrinted() throws IOException {
        String page = Files.readString(PAGE);

        Rendered.blocks()
                .forEach((command, lines) -> assertThat(page).contains("```\n$ " + command + "\n" + lines + "```\n"));
    }
}
