// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The metrics that others have of gRPC calls work over a pooled channel. */
@Timeout(60)
class CallMetersTest {

    @Test
    void micrometerTimesEachCall() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (GreeterServer a = GreeterServer.start("a")) {
            assertThat(CallMeters.greet("static:" + a.address(), meters)).isEqualTo("a: hello, you");
        }

        assertThat(meters.get("grpc.client.processing.duration")
                        .tags("method", "Greet", "statusCode", "OK")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void openTelemetryTimesEachAttempt() throws Exception {
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        try (SdkMeterProvider metrics =
                        SdkMeterProvider.builder().registerMetricReader(reader).build();
                GreeterServer a = GreeterServer.start("a")) {
            OpenTelemetrySdk sdk =
                    OpenTelemetrySdk.builder().setMeterProvider(metrics).build();
            assertThat(CallTelemetry.greet("static:" + a.address(), sdk)).isEqualTo("a: hello, you");

            assertThat(reader.collectAllMetrics())
                    .extracting(MetricData::getName)
                    .contains("grpc.client.attempt.duration", "grpc.client.attempt.started");
        }
    }
}
