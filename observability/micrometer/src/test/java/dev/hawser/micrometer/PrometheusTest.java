// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static dev.hawser.micrometer.Quay.A;
import static dev.hawser.micrometer.Quay.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool's meters as Prometheus scrapes them. */
@Timeout(30)
class PrometheusTest {
    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void aScrapeShowsThePool() throws Exception {
        try (Quay quay = Quay.perPool(A, B)) {
            quay.metrics.bindTo(prometheus);
            quay.lent.acquire().close();
            quay.settle();

            assertThat(prometheus.scrape().lines())
                    .contains(
                            "# HELP hawser_pool_connections connections by state",
                            "# TYPE hawser_pool_connections gauge",
                            "hawser_pool_connections{pool=\"lent\",state=\"idle\"} 1.0",
                            "hawser_pool_connections{pool=\"lent\",state=\"busy\"} 0.0",
                            "hawser_pool_connections{pool=\"shared\",state=\"busy\"} 0.0",
                            "hawser_pool_creation_seconds_count{outcome=\"success\",pool=\"lent\"} 1",
                            "hawser_endpoint_requests_total{outcome=\"success\",pool=\"lent\"} 1.0",
                            "hawser_endpoint_state{pool=\"lent\",state=\"up\"} 1.0",
                            "hawser_endpoint_state{pool=\"lent\",state=\"idle\"} 1.0",
                            "hawser_discovery_updates_total{outcome=\"changed\",pool=\"lent\",source=\"scripted\"} 1.0")
                    .anyMatch(line -> line.startsWith("hawser_discovery_age_seconds{pool=\"lent\"} 0."));
        }
    }

    @Test
    void aRemovedEndpointIsGoneFromTheNextScrape() {
        try (Quay quay = Quay.perEndpoint(A, B)) {
            quay.metrics.bindTo(prometheus);
            assertThat(prometheus.scrape())
                    .contains("hawser_endpoint_state{endpoint=\"" + A + "\",pool=\"lent\",state=\"idle\"} 1.0")
                    .contains("hawser_endpoint_requests_total{endpoint=\"" + A
                            + "\",outcome=\"success\",pool=\"shared\"} 0.0");

            quay.lentDiscovery.publish(B);
            quay.sharedDiscovery.publish(B);
            quay.settle();

            assertThat(prometheus.scrape()).doesNotContain(A).contains(B);
        }
    }

    @Test
    void nothingIsLeftAfterClose() {
        try (Quay quay = Quay.perEndpoint(A)) {
            quay.metrics.bindTo(prometheus);
            assertThat(prometheus.scrape()).contains("hawser_");

            quay.metrics.close();

            assertThat(prometheus.scrape()).doesNotContain("hawser_");
        }
    }
}
