// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * One meter with its tags, and where its value comes from. Values are asked for when they are read; nothing is pushed, so
 * what happens in a pool never waits for a registry.
 */
final class Series {

    private static final Object NOTHING = new Object();

    private final HawserMeter meter;
    private final Key key;
    private final DoubleSupplier value;
    private final DoubleSupplier totalNanos;

    /** What the value is read from: when that is another, so is the series, though its name and tags are the same. */
    private final Object source;

    private Series(HawserMeter meter, Key key, DoubleSupplier value, DoubleSupplier totalNanos, Object source) {
        this.meter = meter;
        this.key = key;
        this.value = value;
        this.totalNanos = totalNanos;
        this.source = source;
    }

    /** What tells a series from others of its time. */
    record Key(String name, Tags tags) {}

    static Series of(HawserMeter meter, Tags tags, DoubleSupplier value) {
        return named(meter.meterName(), meter, tags, value);
    }

    /** Under another name than the meter's own. */
    static Series named(String name, HawserMeter meter, Tags tags, DoubleSupplier value) {
        return new Series(meter, new Key(name, tags), value, () -> 0, NOTHING);
    }

    static Series timer(HawserMeter meter, Tags tags, LongSupplier count, LongSupplier totalNanos) {
        return new Series(meter, new Key(meter.meterName(), tags), count::getAsLong, totalNanos::getAsLong, NOTHING);
    }

    /** The same, all read from that. */
    static List<Series> readFrom(Object source, List<Series> series) {
        return series.stream()
                .map(each -> new Series(each.meter, each.key, each.value, each.totalNanos, source))
                .toList();
    }

    /** Whether what is registered of the other is good for this one. */
    boolean isSameAs(Series other) {
        return key.equals(other.key) && source == other.source;
    }

    Key key() {
        return key;
    }

    /** Whether there is one of these for each endpoint. */
    boolean isOfEndpoint() {
        return endpoint().isPresent();
    }

    /** Whose it is; absent if it is of all endpoints. */
    Optional<String> endpoint() {
        return key.tags.stream()
                .filter(tag -> tag.getKey().equals(HawserMeter.ENDPOINT))
                .map(Tag::getValue)
                .findFirst();
    }

    /** Registries hold their sources weakly: whoever registers a series keeps it. */
    Meter register(MeterRegistry registry) {
        return switch (meter.kind()) {
            case GAUGE ->
                Gauge.builder(key.name, value::getAsDouble)
                        .tags(key.tags)
                        .baseUnit(meter.unit().isEmpty() ? null : meter.unit())
                        .description(meter.meaning())
                        .register(registry);
            case COUNTER ->
                FunctionCounter.builder(key.name, this, self -> self.value.getAsDouble())
                        .tags(key.tags)
                        .description(meter.meaning())
                        .register(registry);
            case TIMER ->
                FunctionTimer.builder(
                                key.name,
                                this,
                                self -> (long) self.value.getAsDouble(),
                                self -> self.totalNanos.getAsDouble(),
                                TimeUnit.NANOSECONDS)
                        .tags(key.tags)
                        .description(meter.meaning())
                        .register(registry);
        };
    }
}
