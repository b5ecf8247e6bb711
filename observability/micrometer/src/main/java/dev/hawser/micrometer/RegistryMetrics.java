// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static java.util.Objects.requireNonNull;

import dev.hawser.grpc.registry.ChannelRegistry;
import dev.hawser.grpc.registry.RegistryListener;
import dev.hawser.grpc.registry.RegistrySnapshot.Registration;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Time;
import io.grpc.ConnectivityState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one {@link ChannelRegistry}: the state of each name's connection, and what is done with the registry. For each
 * name and state there is a series, which is 1 for the state that the connection is in and 0 for the others; they end when
 * the name is unregistered. A look-up is counted if it was in vain.
 *
 * <p>Listening adds to counters and never calls a meter registry; series come and go on a thread of this object's own, some
 * 50 ms after the news. States are asked for at most four times a second. Safe for use by any thread.
 *
 * <pre>{@code
 * RegistryMetrics metrics = RegistryMetrics.of(RegistryNames.HAWSER);
 * metrics.bindTo(meterRegistry);
 * ChannelRegistry modules = ChannelRegistry.builder(options).listener(metrics).build();
 * metrics.watch(modules);
 * }</pre>
 */
public final class RegistryMetrics implements RegistryListener, MeterBinder, AutoCloseable {

    private final RegistryNames names;
    private final Time time;
    private final Runnable atEnd;
    private final Binding binding;
    private final Map<Done, LongAdder> done = new ConcurrentHashMap<>();
    private volatile @Nullable Watched watched;
    private volatile boolean closed;

    RegistryMetrics(RegistryNames names, Time time, Runnable atEnd) {
        this.names = names;
        this.time = time;
        this.atEnd = atEnd;
        this.binding = new Binding(this::series, time);
    }

    /** @param names what the meters are called */
    public static RegistryMetrics of(RegistryNames names) {
        SystemTime time = new SystemTime("meters");
        return new RegistryMetrics(requireNonNull(names, "names"), time, time::close);
    }

    private record Done(Operation operation, Status status) {}

    private record Watched(String name, Observed<Map<String, ConnectivityState>> states) {}

    @Override
    public void onOperation(Operation operation, Status status) {
        Done what = new Done(operation, status);
        LongAdder count = done.get(what);
        if (count == null) {
            count = done.computeIfAbsent(what, w -> new LongAdder());
            binding.changed();
        }
        count.increment();
        if (operation == Operation.REGISTER || operation == Operation.UNREGISTER) {
            binding.changed();
        }
    }

    /** Shows how a registry stands, from now on; give it this object as a listener as well. */
    public void watch(ChannelRegistry registry) {
        watched = new Watched(registry.name(), Observed.of(() -> states(registry), time));
        binding.step();
    }

    private static Map<String, ConnectivityState> states(ChannelRegistry registry) {
        return registry.snapshot().registrations().stream()
                .collect(Collectors.toMap(Registration::name, Registration::state));
    }

    private List<Series> series() {
        List<Series> all = new ArrayList<>();
        Watched now = watched;
        if (!closed && now != null) {
            Tags tags = names.of(now.name);
            done.forEach((what, count) -> all.add(operations(tags, what, count)));
            List<Series> states = new ArrayList<>();
            now.states
                    .now()
                    .keySet()
                    .forEach(module -> addStates(states, now.states, tags.and("module", module), module));
            all.addAll(Series.readFrom(now.states, states));
        }
        return all;
    }

    private Series operations(Tags registry, Done what, LongAdder count) {
        Tags tags = registry.and("operation", PoolCounts.word(what.operation), "status", PoolCounts.word(what.status));
        return Series.named(names.operations, HawserMeter.REGISTRY_OPERATIONS, tags, count::sum);
    }

    /** States are called what gRPC calls them, in capitals. */
    private void addStates(
            List<Series> all, Observed<Map<String, ConnectivityState>> states, Tags tags, String module) {
        for (ConnectivityState state : ConnectivityState.values()) {
            all.add(Series.named(
                    names.connections,
                    HawserMeter.REGISTRY_CONNECTIONS,
                    tags.and("state", state.name()),
                    () -> states.get().get(module) == state ? 1 : 0));
        }
    }

    /** Registers the meters there; several registries can be bound. */
    @Override
    public void bindTo(MeterRegistry registry) {
        binding.add(requireNonNull(registry, "registry"));
    }

    /** Removes all meters from the registries, and ends the thread. The registry is left alone. Idempotent. */
    @Override
    public void close() {
        closed = true;
        binding.step();
        atEnd.run();
    }
}
