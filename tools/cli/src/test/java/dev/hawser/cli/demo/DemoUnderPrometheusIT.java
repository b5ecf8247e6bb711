// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.cli.Program;
import dev.hawser.servers.PrometheusServer;
import dev.hawser.servers.PrometheusServer.Sample;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it, scraped by a real Prometheus: what that can say about a server that dies. */
@Tag("long")
@Timeout(120)
class DemoUnderPrometheusIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void whatHappensInTheDemoIsInPrometheus() throws IOException, InterruptedException {
        try (Program demo =
                Program.start(folder, "demo", "--fleet", "tcp", "--seconds", "10", "--hold", "--output", "json")) {
            URI page = URI.create(
                    demo.awaitLine(line -> line.startsWith("Live page  ")).split(" +")[2]);
            try (PrometheusServer prometheus = PrometheusServer.start(page.getPort())) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(
                                        pools(prometheus, "sum by (pool) (hawser_endpoint_requests_total) > 100"))
                                .containsExactlyInAnyOrder("exclusive", "multiplexed"));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(pools(
                                        prometheus, "max_over_time(hawser_endpoint_state{state='down'}[1m]) == 1"))
                                .containsExactlyInAnyOrder("exclusive", "multiplexed"));
                assertThat(prometheus.query(
                                "hawser_pool_creation_seconds_count{pool='exclusive',outcome='failure'} > 0"))
                        .hasSize(1);
                assertThat(prometheus.query("histogram_quantile(0.5, sum by (le)"
                                + " (hawser_pool_usage_histogram_total{pool='exclusive'})) > 0"))
                        .hasSize(1);

                demo.interrupt();
                assertThat(demo.exitCode()).as(demo.told().toString()).isZero();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(prometheus.query("up{job='hawser'} == 0"))
                                .hasSize(1));
                assertThat(prometheus.query("{__name__=~'hawser_.+'}")).isEmpty();
            }
        }
    }

    private static Set<String> pools(PrometheusServer prometheus, String expression) {
        return prometheus.query(expression).stream()
                .map((Sample sample) -> sample.label("pool"))
                .collect(Collectors.toSet());
    }
}
