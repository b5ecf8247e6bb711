// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static java.util.Objects.requireNonNull;

import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Time;
import dev.hawser.view.Finding;
import dev.hawser.view.Viewed;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meters of pools, of any number and kind: as a pool's listener it counts what happens, and of a pool that it watches it
 * also shows how things stand. {@link HawserMeter} lists the meters; they carry the pool's name, so pools need different
 * ones. A pool that is closed has no series any more.
 *
 * <p>Listening adds to counters and never calls a meter registry: registries ask for values when they are read, and series
 * come and go on a thread of this object's own, some 50 ms after the news. So a registry that is slow delays
 * series, and no pool. {@link #bindTo}, {@link #watch} and {@link #close} call registries, and return when it is done. Pools
 * are looked at four times a second at most, and only while somebody reads. Counters never fall while their series is there.
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

    private static final Logger log = LoggerFactory.getLogger(PoolMetrics.class);
    private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,30}");
    private static final String UNKNOWN = "unknown";

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

    /**
     * Shows how a pool stands until it is closed: one with leases, a {@code SharedPool}, a {@code PooledChannel}, a {@code
     * GrpcPool} or a {@code ClusterPool}. Give it this object as a listener as well.
     */
    public void watch(Viewed viewed) {
        Pool pool = pool(viewed.view().pool());
        pool.standing = Observed.inSteps(
                earlier -> Optional.of(Reading.of(viewed.view(), pool.counts.refusedNanos(), earlier)), time);
        binding.step();
    }

    /**
     * What should be looked at, such as a thousand endpoints with series of their own; most often nothing. For whoever shows
     * findings, a console for instance. Looks at pools.
     */
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        if (perEndpoint && !closed) {
            pools.forEach((name, pool) -> findings(name, pool).ifPresent(found::add));
        }
        return found;
    }

    private static Optional<Finding> findings(String name, Pool pool) {
        Observed<Reading> standing = pool.standing;
        if (standing == null) {
            return Optional.empty();
        }
        Reading now = standing.now();
        List<Series> series = PoolGauges.series(standing, now, Tags.of("pool", name), true);
        int tagged = (int) series.stream().filter(Series::isOfEndpoint).count();
        return MeterRules.perEndpoint(name, now.members().size(), tagged);
    }

    private List<Series> series() {
        List<Series> all = new ArrayList<>();
        if (!closed) {
            pools.forEach((name, pool) -> all.addAll(series(Tags.of("pool", name), pool)));
        }
        return all;
    }

    private List<Series> series(Tags tags, Pool pool) {
        Observed<Reading> standing = pool.standing;
        if (standing == null) {
            return pool.counts.series(tags, UNKNOWN);
        }
        Reading now;
        try {
            now = standing.now();
        } catch (RuntimeException e) { // of one pool: the others' series are not to wait for it
            log.warn("{} cannot be looked at", tags, e);
            return pool.counts.series(tags, UNKNOWN);
        }
        List<Series> all = new ArrayList<>(pool.counts.series(tags, kindOf(now)));
        all.addAll(PoolGauges.series(standing, now, tags, perEndpoint));
        return all;
    }

    /** The word that discoveries begin their descriptions with: all of it may be long, or change. */
    private static String kindOf(Reading reading) {
        Matcher kind = KIND.matcher(reading.view().source().words());
        return kind.lookingAt() ? kind.group() : UNKNOWN;
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
