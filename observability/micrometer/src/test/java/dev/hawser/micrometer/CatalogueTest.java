// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static dev.hawser.micrometer.Quay.A;
import static dev.hawser.micrometer.Quay.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.registry.ChannelRegistry;
import dev.hawser.view.EndpointView;
import dev.hawser.view.Histogram;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The catalogue is what there is: each meter in it moves, and none is outside of it. */
@Timeout(30)
class CatalogueTest {

    @Test
    void eachMeterIsMovedBySomething() throws Exception {
        try (Quay quay = Quay.perEndpoint(A, B)) {
            Map<String, Double> seen = new HashMap<>();
            live(quay, seen);

            for (HawserMeter meter : HawserMeter.values()) {
                assertThat(seen.getOrDefault(meter.meterName(), 0.0))
                        .as(meter.meterName())
                        .isGreaterThan(0);
            }
        }
    }

    @Test
    void eachSeriesHasTheNameTheKindAndTheTagsOfItsEntry() throws Exception {
        try (Quay quay = Quay.perEndpoint(A, B)) {
            live(quay, new HashMap<>());
            for (Meter meter : quay.meters.getMeters()) {
                HawserMeter entry = entry(meter.getId().getName());

                assertThat(meter.getId().getTags())
                        .extracting(Tag::getKey)
                        .as(entry.meterName())
                        .containsExactlyInAnyOrderElementsOf(entry.tags());
                assertThat(meter.getId().getType().name())
                        .isEqualTo(entry.kind().name());
                assertThat(meter.getId().getDescription()).isEqualTo(entry.meaning());
            }
        }
    }

    private static HawserMeter entry(String name) {
        return List.of(HawserMeter.values()).stream()
                .filter(meter -> meter.meterName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in the catalogue"));
    }

    /** Everything that can happen in pools and in a registry; the largest value of each meter on the way. */
    private static void live(Quay quay, Map<String, Double> seen) throws Exception {
        quay.metrics.watch(busy());
        quay.metrics.onEvent(new PoolEvent.LeaseRefused("busy", Duration.ofSeconds(1), true, "too late"));
        quay.lent.acquire().discard(new IOException("reset"));
        quay.lent.acquire();
        call(quay);
        quay.lentServers.server(A).refuses();
        quay.lentServers.server(B).refuses();
        for (int i = 0; i < 200; i++) {
            quay.lent.acquireAsync(Duration.ofSeconds(1));
        }
        look(quay, seen);
        Address a = Address.parse(A);
        quay.metrics.onEvent(
                new PoolEvent.LeaseLeaked("lent", a, Duration.ofMinutes(1), false, new IllegalStateException()));
        quay.metrics.onEvent(new PoolEvent.EndpointStateChanged(
                "shared", a, EndpointState.UP, EndpointState.EJECTED, "5 failures in a row"));
        quay.metrics.onEvent(new PoolEvent.CallRetried("shared", "a/b", Optional.of(a), 1, "no", Duration.ZERO));
        quay.metrics.onEvent(new PoolEvent.LeaderChanged("shared", Optional.empty(), Optional.of(a), "it said so"));
        quay.lentDiscovery.publish(B);
        quay.time.advance(Duration.ofSeconds(2));
        RegistryMetrics metrics = new RegistryMetrics(RegistryNames.HAWSER, quay.time, () -> {});
        metrics.bindTo(quay.meters);
        try (ChannelRegistry modules = ChannelRegistry.builder(ChannelOptions.plaintext())
                .listener(metrics)
                .build()) {
            metrics.watch(modules);
            modules.register("kv", "127.0.0.1:1");
            look(quay, seen);
        }
    }

    /** A pool that shows all that a view can tell. */
    private static Viewed busy() {
        long[] three = new long[Histogram.rangeOf(1_000_000) + 1];
        three[three.length - 1] = 3;
        Histogram times = Histogram.of(three, 3_000_000);
        EndpointView endpoint = new EndpointView(
                Endpoint.of(A),
                EndpointState.UP,
                "",
                new EndpointView.Connections(1, 1, 1, 1, 2, 5, 4, 1),
                new EndpointView.Traffic(1, 10, 2, OptionalDouble.of(0.5)),
                EndpointView.Steering.NONE,
                Optional.empty());
        PoolView view = new PoolView(
                "busy",
                PoolView.Holding.EXCLUSIVE,
                new PoolView.Source("static:" + A, Optional.of(Duration.ofSeconds(9)), Optional.of("it is silent")),
                Optional.empty(),
                1,
                new PoolView.Use(10, 2, 1, 1, 4, times, times, OptionalDouble.of(7)),
                Map.of(),
                List.of(endpoint));
        return new Viewed() {
            @Override
            public PoolView view() {
                return view;
            }

            @Override
            public PoolControl control() {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean isClosed() {
                return false;
            }
        };
    }

    private static void call(Quay quay) {
        quay.shared.connectAll();
        quay.settle();
        SharedConnection<?> connection = quay.shared.tryEnter(Choice.ANY);
        assertThat(connection).isNotNull();
        connection.succeeded(1);
    }

    private static void look(Quay quay, Map<String, Double> seen) {
        quay.settle();
        for (Meter meter : quay.meters.getMeters()) {
            double value = StreamSupport.stream(meter.measure().spliterator(), false)
                    .mapToDouble(Measurement::getValue)
                    .filter(Double::isFinite)
                    .sum();
            seen.merge(meter.getId().getName(), value, Math::max);
        }
    }
}
