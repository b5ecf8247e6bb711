// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.servers.PrometheusServer;
import dev.hawser.servers.PrometheusServer.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Prometheus that scrapes a program with pools at work: what it knows afterwards. */
@Timeout(120)
class PrometheusIT {
    /** Prometheus' own, which say whom it has scraped. */
    private static final Set<String> WHENCE = Set.of("__name__", "instance", "job");

    private static MeteredProgram program;
    private static PrometheusServer prometheus;

    @BeforeAll
    static void start() throws Exception {
        program = new MeteredProgram();
        prometheus = PrometheusServer.start(program.metricsPort());
        program.work();
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.close();
        }
        program.close();
    }

    @Test
    void theProgramIsUp() {
        eventually(() -> assertThat(prometheus.query("up{job=\"hawser\"} == 1")).hasSize(1));
    }

    @Test
    void eachMeterOfTheCatalogueIsThereWithItsLabelsAndNoOther() {
        eventually(() -> {
            Map<String, Set<String>> seen = new TreeMap<>();
            for (Sample sample : prometheus.query("{__name__=~\"hawser_.+\"}")) {
                Set<String> labels = new TreeSet<>(sample.labels().keySet());
                labels.removeAll(WHENCE);
                seen.merge(sample.label("__name__"), labels, (a, b) -> a.equals(b) ? a : Set.of(a + " and " + b));
            }

            assertThat(seen).isEqualTo(PrometheusNames.catalogue());
        });
    }

    @Test
    void whatWasDoneShows() {
        eventually(() -> {
            assertThat(value("sum(hawser_endpoint_requests_total{pool='leases', outcome='success'})"))
                    .isGreaterThanOrEqualTo(22);
            assertThat(value("sum(hawser_endpoint_requests_total{pool='calls', outcome='success'})"))
                    .isGreaterThanOrEqualTo(20);
            assertThat(value("hawser_pool_timeouts_total{pool='leases'}")).isEqualTo(1);
            assertThat(value("hawser_pool_acquire_seconds_count{pool='leases', outcome='success'}"))
                    .isGreaterThanOrEqualTo(22);
            assertThat(value("hawser_endpoint_state{pool='leases', state='up'} == 1"))
                    .isEqualTo(1);
            assertThat(value("hawser_retry_budget{pool='calls'}")).isGreaterThan(5);
        });
    }

    /** The rate limit lets a lease through each 10 ms and server, so callers wait for some milliseconds. */
    @Test
    void quantilesOfWaitsAndUseComeOutOfTheBuckets() {
        eventually(() -> {
            assertThat(value("histogram_quantile(0.5, sum by (le) (hawser_pool_wait_histogram_total{pool='leases'}))"))
                    .isBetween(0.0001, 2.0);
            assertThat(value("histogram_quantile(0.5, sum by (le) (hawser_pool_usage_histogram_total{pool='calls'}))"))
                    .isBetween(0.0, 2.0);
            assertThat(value("hawser_pool_wait_histogram_total{pool='leases', le='+Inf'}"))
                    .isEqualTo(value("hawser_pool_wait_seconds_count{pool='leases'}"));
        });
    }

    @Test
    void theSeriesOfARemovedEndpointGoStaleAtOnce() throws Exception {
        try (MeteredProgram changing = new MeteredProgram();
                PrometheusServer watching = PrometheusServer.start(changing.metricsPort())) {
            String gone = changing.leasedFrom.get(0);
            String stays = changing.leasedFrom.get(1);
            eventually(() -> assertThat(seriesOf(watching, gone)).isNotEmpty());

            changing.leased.deregister(Address.parse(gone));

            eventually(() ->
                    assertThat(seriesOf(watching, gone)).isEmpty()); // not after the five minutes of a lost target
            assertThat(seriesOf(watching, stays)).isNotEmpty();

            changing.calls.shutdown();
            eventually(() -> assertThat(watching.query("{__name__=~\"hawser_.+\", pool=\"calls\"}"))
                    .isEmpty());
        }
    }

    private static List<Sample> seriesOf(PrometheusServer prometheus, String endpoint) {
        return prometheus.query("{__name__=~\"hawser_.+\", endpoint=\"" + endpoint + "\"}");
    }

    /** The first, if there are several. */
    private static double value(String expression) {
        List<Sample> samples = prometheus.query(expression);
        assertThat(samples).as(expression).isNotEmpty();
        return samples.get(0).value();
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(assertion);
    }
}
