// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static java.util.Objects.requireNonNull;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Meters of pools, of any number and kind: as a pool's listener it counts what happens, and of a pool that it watches it
 * also shows how things stand. {@link HawserMeter} lists the meters; they carry the pool's name, so pools need different
 * ones. A pool that is closed has no series any more.
 *
 * <p>Listening adds to counters and never calls a meter registry: registries ask for values when they are read, and series
 * come and go on a thread of this object's own, some 50 ms after the news. So a registry that is slow delays
 * series, and no pool. {@link #bindTo}, {@code watch} and {@link #close} call registries, and return when it is done. Snapshots are taken at most four times a second; what an endpoint did after the last one
 * before discovery removed it is missing in {@code hawser.endpoint.leases} and {@code .requests}.
 *
 * <p>Meter registries can be bound before or after; what was counted before is there. Safe for use by any thread.
 *
 * <pre>{@code
 * PoolMetrics metrics = PoolMetrics.perPool();
 * metrics.bindTo(meterRegistry);
 * var pool = TcpPool.to("dns:kv:7001").name("kv").listener(metrics).build();
 * metrics.watch(pool);
 * }</pre>
 */
public final class PoolMetrics implements PoolListener, MeterBinder, AutoCloseable {

    private final boolean perEndpoint;
    private final Time time;
    private final Runnable atEnd;
    private final Binding binding;
    private final Map<String, Pool> pools = new ConcurrentHashMap<>();
    private volatile boolean closed;

    PoolMetrics(boolean perEndpoint, Time time, Runnable atEnd) {
        this.perEndpoint = perEndpoint;
        this.time = time;
        this.atEnd = atEnd;
        this.binding = new Binding(this::series, time);
    }

    /** One series for all endpoints of a pool. */
    public static PoolMetrics perPool() {
        return create(false);
    }

    /**
     * A series for each endpoint, with the tag {@code endpoint}, which ends when discovery removes the endpoint. That is up to
     * ten for each, so for small fleets; Micrometer looks through all its meters to remove one.
     */
    public static PoolMetrics perEndpoint() {
        return create(true);
    }

    private static PoolMetrics create(boolean perEndpoint) {
        SystemTime time = new SystemTime("meters");
        return new PoolMetrics(perEndpoint, time, time::close);
    }

    /** One pool: its counts, and what it looks like if it is watched. */
    private static final class Pool {
        final PoolCounts counts = new PoolCounts();
        volatile @Nullable Observed<Reading> standing;
    }

    @Override
    public void onEvent(PoolEvent event) {
        if (closed) {
            return;
        }
        if (event instanceof PoolEvent.PoolClosed) {
            pools.remove(event.pool());
            binding.changed();
            return;
        }
        Pool known = pools.get(event.pool());
        if (known != null) {
            known.counts.hear(event);
        } else if (introduces(event)) {
            pool(event.pool()).counts.hear(event);
        }
        if (known == null || (perEndpoint && event instanceof PoolEvent.EndpointsChanged)) {
            binding.changed();
        }
    }

    /** News of leases, calls and leaders may come when their pool is closed already, and must not bring it back. */
    private static boolean introduces(PoolEvent event) {
        return event instanceof PoolEvent.EndpointsChanged
                || event instanceof PoolEvent.DiscoveryFailed
                || event instanceof PoolEvent.ConnectionOpened
                || event instanceof PoolEvent.ConnectFailed;
    }

    private Pool pool(String name) {
        return pools.computeIfAbsent(name, n -> new Pool());
    }

    /** Shows how a pool stands until it is closed; give it this object as a listener as well. */
    public void watch(ConnectionPool<?> pool) {
        watch(pool.name(), () -> Reading.of(pool.snapshot()));
    }

    /** Shows how a pool stands until it is closed; give it this object as a listener as well. */
    public void watch(SharedPool<?> pool) {
        watchShared(pool::snapshot);
    }

    /**
     * Shows how anything with such snapshots stands until it is closed, as in {@code metrics.watchShared(channel::snapshot)}
     * for a {@code PooledChannel}, a {@code GrpcPool} or a {@code ClusterPool}; give it this object as a listener as well.
     */
    public void watchShared(Supplier<SharedPoolSnapshot> snapshots) {
        watch(snapshots.get().pool(), () -> Reading.of(snapshots.get()));
    }

    private void watch(String name, Supplier<Reading> look) {
        UnaryOperator<Optional<Reading>> step =
                earlier -> Optional.of(look.get().after(earlier));
        pool(name).standing = Observed.inSteps(step, time);
        binding.step();
    }

    private List<Series> series() {
        List<Series> all = new ArrayList<>();
        if (!closed) {
            pools.forEach((name, pool) -> {
                Tags tags = Tags.of("pool", name);
                all.addAll(pool.counts.series(tags));
                Observed<Reading> standing = pool.standing;
                if (standing != null) {
                    all.addAll(PoolGauges.series(standing, tags, perEndpoint));
                }
            });
        }
        return all;
    }

    /** Registers the meters there; several registries can be bound. */
    @Override
    public void bindTo(MeterRegistry registry) {
        binding.add(requireNonNull(registry, "registry"));
    }

    /** Removes all meters from the registries, and ends the thread. Pools are left alone. Idempotent. */
    @Override
    public void close() {
        closed = true;
        pools.clear();
        binding.step();
        atEnd.run();
    }
}
