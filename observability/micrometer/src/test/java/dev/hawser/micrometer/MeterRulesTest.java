// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.view.Finding;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeterRulesTest {

    private static String[] endpoints(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "10.0." + i / 250 + "." + i % 250 + ":7001")
                .toArray(String[]::new);
    }

    @Test
    void aThousandEndpointsWithSeriesOfTheirOwnAreFound() {
        try (Quay quay = Quay.perEndpoint(endpoints(MeterRules.MANY_ENDPOINTS))) {
            List<Finding> found = quay.metrics.findings();

            assertThat(found).extracting(Finding::rule).containsOnly(MeterRules.PER_ENDPOINT);
            assertThat(found).extracting(Finding::pool).containsExactlyInAnyOrder("lent", "shared");
            assertThat(found.get(0).what())
                    .isEqualTo("1000 endpoints have meters of their own: 11000 series with the tag endpoint");
        }
    }

    @Test
    void oneLessIsNotFound() {
        try (Quay quay = Quay.perEndpoint(endpoints(MeterRules.MANY_ENDPOINTS - 1))) {
            assertThat(quay.metrics.findings()).isEmpty();
        }
    }

    @Test
    void manyEndpointsInOneSeriesAreNotFound() {
        try (Quay quay = Quay.perPool(endpoints(MeterRules.MANY_ENDPOINTS))) {
            assertThat(quay.metrics.findings()).isEmpty();
        }
    }

    @Test
    void nothingIsFoundAfterTheEnd() {
        Quay quay = Quay.perEndpoint(endpoints(MeterRules.MANY_ENDPOINTS));
        quay.close();

        assertThat(quay.metrics.findings()).isEmpty();
    }
}
