// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.registry.ChannelRegistry;
import dev.hawser.grpc.registry.ModuleNotAvailableException;
import dev.hawser.testkit.FakeTime;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a registry of channels does shows in its meters. */
@Timeout(30)
class RegistryMetricsTest {
    private static final String NOBODY = "127.0.0.1:1";

    private final FakeTime time = new FakeTime();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RegistryMetrics metrics = new RegistryMetrics(RegistryNames.HAWSER, time, () -> {});
    private final ChannelRegistry modules = registry(metrics);

    RegistryMetricsTest() {
        metrics.bindTo(meters);
        metrics.watch(modules);
    }

    private static ChannelRegistry registry(RegistryMetrics listener) {
        return ChannelRegistry.builder(ChannelOptions.plaintext())
                .name("modules")
                .listener(listener)
                .build();
    }

    @AfterEach
    void close() {
        modules.close();
        metrics.close();
        assertThat(meters.getMeters()).isEmpty();
    }

    private void settle() {
        time.advance(Duration.ofMillis(300));
    }

    @Test
    void onlyTheCurrentStateIsOne() throws IOException {
        modules.register("kv", NOBODY);
        settle();
        assertThat(statesThatAreOne("kv")).containsExactly("IDLE");
        assertThat(gauges("kv")).hasSize(5);

        modules.get("kv").orElseThrow().getState(true);
        Awaitility.await().untilAsserted(() -> {
            settle();
            assertThat(statesThatAreOne("kv")).containsExactly("TRANSIENT_FAILURE");
        });
        assertThat(gauges("kv")).hasSize(5);
    }

    @Test
    void theSeriesOfAnUnregisteredModuleVanish() {
        modules.register("kv", NOBODY);
        modules.register("http", NOBODY);
        settle();
        assertThat(gauges("kv")).isNotEmpty();

        modules.unregister("kv");
        settle();

        assertThat(gauges("kv")).isEmpty();
        assertThat(gauges("http")).hasSize(5);
    }

    @Test
    void theSeriesOfAModuleWhoseChannelIsShutDownVanish() {
        modules.register("kv", NOBODY);
        settle();

        modules.get("kv").orElseThrow().shutdown();
        settle();

        assertThat(gauges("kv")).isEmpty();
    }

    @Test
    void operationsAreCountedByOutcome() throws Exception {
        modules.register("kv", NOBODY);
        modules.register("kv", NOBODY);
        assertThatThrownBy(() -> modules.register("kv", "")).isInstanceOf(IllegalArgumentException.class);
        modules.unregister("kv");
        modules.unregister("kv");
        modules.get("kv");
        assertThatThrownBy(() -> modules.require("kv")).isInstanceOf(ModuleNotAvailableException.class);
        assertThatThrownBy(() -> modules.awaitReady("kv", Duration.ofSeconds(1)))
                .isInstanceOf(ModuleNotAvailableException.class);
        modules.healthCheck();
        modules.renew();
        settle();

        assertThat(operations("register", "ok")).isEqualTo(2);
        assertThat(operations("register", "failed")).isEqualTo(1);
        assertThat(operations("unregister", "ok")).isEqualTo(1);
        assertThat(operations("unregister", "not_found")).isEqualTo(1);
        assertThat(operations("get", "not_found")).isEqualTo(1);
        assertThat(operations("require", "not_found")).isEqualTo(1);
        assertThat(operations("await_ready", "not_found")).isEqualTo(1);
        assertThat(operations("health_check", "ok")).isEqualTo(1);
        assertThat(operations("renew", "ok")).isEqualTo(1);
    }

    @Test
    void theHealthChecksThatComeByThemselvesAreCounted() {
        try (ChannelRegistry registry = ChannelRegistry.builder(ChannelOptions.plaintext())
                .time(time)
                .healthPeriod(Duration.ofSeconds(30))
                .listener(metrics)
                .build()) {
            registry.register("kv", NOBODY);
            time.advance(Duration.ofSeconds(61));
        }

        assertThat(operations("health_check", "ok")).isEqualTo(2);
    }

    @Test
    void aModuleThatIsNotReadyIsCountedAsSuch() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            modules.register("kv", "127.0.0.1:" + silent.getLocalPort());

            assertThatThrownBy(() -> modules.awaitReady("kv", Duration.ofMillis(50)))
                    .hasMessageContaining("connection not ready: kv");
        }
        settle();

        assertThat(operations("await_ready", "not_ready")).isEqualTo(1);
    }

    /** A failing listener is the business of who wrote it. */
    @Test
    void aListenerThatThrowsHarmsNothing() {
        try (ChannelRegistry registry = ChannelRegistry.builder(ChannelOptions.plaintext())
                .listener((operation, status) -> {
                    throw new IllegalStateException("as scripted");
                })
                .build()) {
            registry.register("kv", NOBODY);

            assertThat(registry.get("kv")).isPresent();
        }
    }

    @Test
    void thousandsOfModulesThatComeAndGoLeaveNoSeriesBehind() {
        for (int i = 0; i < 2_000; i++) {
            modules.register("module-" + i, NOBODY);
            if (i >= 50) {
                modules.unregister("module-" + (i - 50));
            }
            if (i % 100 == 0) {
                settle();
            }
        }
        settle();

        assertThat(meters.find("hawser.registry.connections").meters()).hasSize(50 * 5);
    }

    @Test
    void aClosedRegistryHasNoConnections() {
        modules.register("kv", NOBODY);
        settle();

        modules.close();
        settle();

        assertThat(gauges("kv")).isEmpty();
    }

    @Test
    void prometheusSeesOneStatePerModule() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        metrics.bindTo(prometheus);
        modules.register("http-module-v1", NOBODY);
        settle();

        assertThat(prometheus.scrape().lines())
                .contains(
                        "hawser_registry_connections{module=\"http-module-v1\",registry=\"modules\",state=\"IDLE\"} 1.0",
                        "hawser_registry_connections{module=\"http-module-v1\",registry=\"modules\",state=\"READY\"} 0.0",
                        "hawser_registry_operations_total{operation=\"register\",registry=\"modules\",status=\"ok\"} 1.0");

        modules.unregister("http-module-v1");
        settle();

        assertThat(prometheus.scrape()).doesNotContain("http-module-v1");
    }

    /** The names and labels of the Go client, so that its dashboards and alerts go on. */
    @Test
    void prometheusSeesTheNamesOfTheGoClientIfAskedTo() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RegistryMetrics other = new RegistryMetrics(RegistryNames.TINY_SYSTEMS, time, () -> {});
        other.bindTo(prometheus);
        try (ChannelRegistry registry = registry(other)) {
            other.watch(registry);
            registry.register("http-module-v1", NOBODY);
            settle();

            assertThat(prometheus.scrape().lines())
                    .contains(
                            "tinysystems_client_pool_connections{module=\"http-module-v1\",state=\"IDLE\"} 1.0",
                            "tinysystems_client_pool_operations_total{operation=\"register\",status=\"ok\"} 1.0");
        }
        other.close();
        assertThat(prometheus.getMeters()).isEmpty();
    }

    private Collection<Gauge> gauges(String module) {
        return meters.find("hawser.registry.connections").tags("module", module).gauges();
    }

    private List<String> statesThatAreOne(String module) {
        return gauges(module).stream()
                .filter(gauge -> gauge.value() == 1)
                .map(Meter::getId)
                .map(id -> id.getTag("state"))
                .toList();
    }

    private double operations(String operation, String status) {
        return meters.get("hawser.registry.operations")
                .tags("registry", "modules", "operation", operation, "status", status)
                .functionCounter()
                .count();
    }
}
