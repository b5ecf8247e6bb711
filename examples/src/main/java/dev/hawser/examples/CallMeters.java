// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingClientInterceptor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Micrometer's own meters of gRPC calls, over a pooled channel. */
public final class CallMeters {

    private CallMeters() {}

    public static void main(String... args) throws Exception {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (GreeterServer a = GreeterServer.start("a")) {
            greet("static:" + a.address(), meters);
        }
        System.out.println(meters.scrape());
    }

    static String greet(String target, MeterRegistry meters) {
        // tag::micrometer
        PooledChannel channel = PooledChannel.to(target)
                .channel(ChannelOptions.plaintext())
                .intercept(new MetricCollectingClientInterceptor(meters)) // any MeterRegistry
                .build();
        // end::micrometer
        try (channel) {
            GreetRequest request = GreetRequest.newBuilder().setName("you").build();
            return GreeterGrpc.newBlockingStub(channel).greet(request).getText();
        }
    }
}
