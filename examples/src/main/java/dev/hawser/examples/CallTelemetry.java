// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import io.grpc.opentelemetry.GrpcOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;

/** OpenTelemetry's metrics of gRPC, of each connection of a pooled channel. */
public final class CallTelemetry {

    private CallTelemetry() {}

    public static void main(String... args) throws Exception {
        InMemoryMetricReader reader = InMemoryMetricReader.create(); // an exporter in a real program
        try (SdkMeterProvider metrics =
                        SdkMeterProvider.builder().registerMetricReader(reader).build();
                GreeterServer a = GreeterServer.start("a")) {
            greet(
                    "static:" + a.address(),
                    OpenTelemetrySdk.builder().setMeterProvider(metrics).build());
            reader.collectAllMetrics().forEach(System.out::println);
        }
    }

    static String greet(String target, OpenTelemetry openTelemetry) {
        // tag::opentelemetry
        GrpcOpenTelemetry telemetry =
                GrpcOpenTelemetry.newBuilder().sdk(openTelemetry).build();
        PooledChannel channel = PooledChannel.to(target)
                .channel(ChannelOptions.plaintext().withCustomizer(builder -> {
                    telemetry.configureChannelBuilder(builder);
                    return builder;
                }))
                .build();
        // end::opentelemetry
        try (channel) {
            GreetRequest request = GreetRequest.newBuilder().setName("you").build();
            return GreeterGrpc.newBlockingStub(channel).greet(request).getText();
        }
    }
}
