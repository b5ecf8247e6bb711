// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.console.lint.Lint;
import dev.hawser.console.lint.Rule;
import dev.hawser.spec.Repository;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The table in docs/lint.md is the rules of the code, row by row. */
class LintDocumentTest {

    @Test
    void theTableIsTheRules() {
        List<String> rows = Repository.read(Repository.root().resolve("docs/lint.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Lint.rules().stream().map(LintDocumentTest::row).toList());
    }

    private static String row(Rule rule) {
        return "| `%s` | %s | %s |"
                .formatted(rule.name(), rule.severity().name().toLowerCase(Locale.ROOT), rule.when());
    }
}
