// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryWindowTest {
    private final HistoryWindow past = new HistoryWindow(
            new long[] {100, 101, 102},
            Map.of(HistoryWindow.PER_SECOND, new float[] {1, 2, 3}),
            Map.of(
                    "10.0.0.1:7001",
                    new HistoryWindow.OfEndpoint(new float[] {4, 5, 6}, new float[] {0, 0, 7}, new int[] {1, 2, 3})),
            0);

    @Test
    void sinceASecondIsWhatCameAfterIt() {
        HistoryWindow later = past.since(100);

        assertThat(later.seconds()).containsExactly(101, 102);
        assertThat(later.columns().get(HistoryWindow.PER_SECOND)).containsExactly(2, 3);
        HistoryWindow.OfEndpoint one = later.endpoints().get("10.0.0.1:7001");
        assertThat(one.perSecond()).containsExactly(5, 6);
        assertThat(one.failedPerSecond()).containsExactly(0, 7);
        assertThat(one.states()).containsExactly(2, 3);
    }

    @Test
    void sinceTheLastSecondIsNothingAndSinceTheBeginningAll() {
        assertThat(past.since(102).seconds()).isEmpty();
        assertThat(past.since(0).seconds()).containsExactly(100, 101, 102);
    }

    @Test
    void ofThePoolAloneTheEndpointsAreLeftOutAndCounted() {
        assertThat(past.ofPool().endpoints()).isEmpty();
        assertThat(past.ofPool().leftOut()).isEqualTo(1);
    }
}
