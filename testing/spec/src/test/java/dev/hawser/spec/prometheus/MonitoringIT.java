// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.servers.Promtool;
import dev.hawser.servers.PrometheusServer;
import dev.hawser.spec.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dashboard and alerts, as Prometheus itself judges them. Nobody looks at them in a Grafana here. */
@Timeout(120)
class MonitoringIT {
    private static final Path FOLDER = Repository.root().resolve("docs/monitoring");

    @Test
    void theAlertsAreValid() {
        Promtool.Verdict verdict =
                Promtool.run("check", "rules", FOLDER.resolve("hawser-alerts.yml").toString());

        assertThat(verdict.exit()).as(verdict.output()).isZero();
    }

    @Test
    void eachAlertFiresWhenItShouldAndAHealthyPoolFiresNone() {
        Promtool.Verdict verdict =
                Promtool.run("test", "rules", FOLDER.resolve("hawser-alerts-test.yml").toString());

        assertThat(verdict.exit()).as(verdict.output()).isZero();
    }

    @Test
    void whatAProgramShowsIsWellFormed() throws Exception {
        try (MeteredProgram program = new MeteredProgram()) {
            Promtool.Verdict verdict = Promtool.runWith(program.meters.scrape(), "check", "metrics");

            assertThat(verdict.output()).doesNotContain("error while linting").doesNotContain("no help text");
        }
    }

    @Test
    void everyPanelOfTheDashboardHasAnAnswer() throws Exception {
        try (MeteredProgram program = new MeteredProgram();
                PrometheusServer prometheus = PrometheusServer.start(program.metricsPort())) {
            List<String> expressions = new Dashboard()
                    .expressions().stream().map(Dashboard::asked).toList();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> {
                        program.work();
                        assertThat(expressions).allSatisfy(expression -> assertThat(prometheus.query(expression))
                                .as(expression)
                                .isNotEmpty());
                    });
        }
    }
}
