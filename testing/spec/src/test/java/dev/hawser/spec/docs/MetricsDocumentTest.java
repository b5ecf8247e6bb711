// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.micrometer.HawserMeter;
import dev.hawser.spec.Repository;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in docs/metrics.md is the catalogue of the code, row by row. */
class MetricsDocumentTest {

    @Test
    void theTableIsTheCatalogue() {
        List<String> rows = Repository.read(Repository.root().resolve("docs/metrics.md"))
                .lines()
                .filter(line -> line.startsWith("| `hawser."))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(HawserMeter.values())
                        .map(MetricsDocumentTest::row)
                        .toList());
    }

    private static String row(HawserMeter meter) {
        String tags = meter.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s | %s |"
                .formatted(
                        meter.meterName(),
                        meter.kind().name().toLowerCase(Locale.ROOT),
                        tags,
                        meter.unit(),
                        meter.meaning());
    }
}
