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
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Meters of pools, of any number and kind: as a pool's listener it counts what happens, and of a pool that it watches it
 * also shows how things stand. {@link HawserMeter} lists the meters; they carry the pool's name, so pools need different
 * ones, but for one that takes another's place (see {@link #watch}). A pool that is closed has no series any more.
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

    private final boolean perEndpoint;
    private final Time time;
    private final Runnable atEnd;
    private final Binding binding;
    private final Map<String, Measured> pools = new ConcurrentHashMap<>();
    private volatile boolean closed;

    PoolMetrics(boolean perEndpoint, Time time, Runnable atEnd) {
        this.perEndpoint = perEndpoint;
        this.time = time;
        this.atEnd = atEnd;
        this.binding = new Binding(this::step, time);
    }

    /** One series for all endpoints of a pool. */
    public static PoolMetrics perPool() {
        return create(false);
    }

    /**
     * A series for each endpoint, with the tag {@code endpoint}, which ends when discovery removes the endpoint. That is up to
     * eleven for each, so for small fleets; Micrometer looks through all its meters to remove one.
     */
    public static PoolMetrics perEndpoint() {
        return create(true);
    }

    private static PoolMetrics create(boolean perEndpoint) {
        SystemTime time = new SystemTime("meters");
        return new PoolMetrics(perEndpoint, time, time::close);
    }

    @Override
    public void onEvent(PoolEvent event) {
        if (closed) {
            return;
        }
        if (event instanceof PoolEvent.PoolClosed) {
            forget(event.pool());
            return;
        }
        Measured known = pools.get(event.pool());
        if (known != null) {
            known.counts().hear(event);
        } else if (introduces(event)) {
            pools.computeIfAbsent(event.pool(), name -> Measured.of(perEndpoint))
                    .counts()
                    .hear(event);
        }
        if (known == null || (perEndpoint && mayChangeEndpoints(event))) {
            binding.changed();
        }
    }

    /** Ten thousand endpoints that go at once are more events than wait for a listener: the first to be lost is of all of them. */
    private static boolean mayChangeEndpoints(PoolEvent event) {
        return event instanceof PoolEvent.EndpointsChanged || event instanceof PoolEvent.EventsLost;
    }

    /** News of leases, calls and leaders may come when their pool is closed already, and must not bring it back. */
    private static boolean introduces(PoolEvent event) {
        return event instanceof PoolEvent.EndpointsChanged
                || event instanceof PoolEvent.DiscoveryFailed
                || event instanceof PoolEvent.ConnectionOpened
                || event instanceof PoolEvent.ConnectFailed;
    }

    /** A pool of that name has ended: unless it is another that is watched, nothing of the name is to be seen any more. */
    private void forget(String name) {
        Measured known = pools.get(name);
        while (known != null && known.hasEnded() && !pools.remove(name, known)) {
            known = pools.get(name); // another is watched now
        }
        binding.changed();
    }

    /**
     * Shows how a pool stands until it is closed: one with leases, a {@code SharedPool}, a {@code PooledChannel}, a {@code
     * GrpcPool} or a {@code ClusterPool}. Give it this object as a listener as well. One that is closed already is not shown.
     *
     * <p>Of two pools of one name the latest is shown: its series take the place of the other's, whose end changes nothing
     * then. What is counted by events, such as connections opened, goes on under the name, and is that of both while there are
     * two; what is looked at begins anew, as in a program that was restarted.
     */
    public void watch(Viewed viewed) {
        String name = viewed.view().pool();
        if (closed || viewed.isClosed()) {
            return; // its end may have been told already, so that nothing would ever end its series
        }
        pools.compute(name, (n, known) -> (known == null ? Measured.of(perEndpoint) : known).watching(viewed, time));
        if (viewed.isClosed()) {
            forget(name);
        }
        binding.step();
    }

    /**
     * What should be looked at, such as a thousand endpoints with series of their own; most often nothing. For whoever shows
     * findings, a console for instance. Looks at pools.
     */
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        if (!closed) {
            pools.forEach((name, pool) -> pool.finding(name).ifPresent(found::add));
        }
        return found;
    }

    private List<Series> step() {
        List<Series> all = new ArrayList<>();
        if (!closed) {
            pools.forEach((name, pool) -> all.addAll(pool.step(name)));
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
