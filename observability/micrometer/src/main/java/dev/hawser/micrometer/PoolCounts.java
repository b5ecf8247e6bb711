// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the events of one pool add up to. Safe for use by any thread; adding never waits. */
final class PoolCounts {

    private final boolean perEndpoint;
    private final LongAdder refused = new LongAdder();
    private final LongAdder refusedNanos = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder openedNanos = new LongAdder();
    private final LongAdder connectsFailed = new LongAdder();
    private final LongAdder connectsFailedNanos = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);
    private final LongAdder leaks = new LongAdder();
    private final LongAdder ejections = new LongAdder();
    private final Map<Address, LongAdder> ejectionsByEndpoint = new ConcurrentHashMap<>();
    private final LongAdder changes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder recoveries = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder givenUp = new LongAdder();
    private final LongAdder leaders = new LongAdder();

    /** @param perEndpoint whether to count for each endpoint what is counted for all */
    PoolCounts(boolean perEndpoint) {
        this.perEndpoint = perEndpoint;
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new LongAdder());
        }
    }

    void hear(PoolEvent event) {
        if (event instanceof PoolEvent.LeaseRefused e) {
            add(refused, refusedNanos, e.waited());
            timedOut.add(e.timedOut() ? 1 : 0);
        } else if (event instanceof PoolEvent.ConnectionOpened e) {
            add(opened, openedNanos, e.took());
        } else if (event instanceof PoolEvent.ConnectFailed e) {
            add(connectsFailed, connectsFailedNanos, e.took());
        } else if (event instanceof PoolEvent.ConnectionClosed e) {
            requireNonNull(closed.get(e.reason())).increment();
        } else if (event instanceof PoolEvent.EndpointStateChanged e) {
            hearState(e.endpoint(), e.to());
        } else if (event instanceof PoolEvent.CallRetried) {
            retries.increment();
        } else if (event instanceof PoolEvent.CallFailed) {
            givenUp.increment();
        } else {
            hearRare(event);
        }
    }

    private void hearState(Address endpoint, EndpointState state) {
        if (state == EndpointState.EJECTED) {
            ejections.increment();
            if (perEndpoint) {
                ejectionsByEndpoint
                        .computeIfAbsent(endpoint, e -> new LongAdder())
                        .increment();
            }
        }
    }

    private void hearRare(PoolEvent event) {
        if (event instanceof PoolEvent.LeaseLeaked) {
            leaks.increment();
        } else if (event instanceof PoolEvent.EndpointsChanged) {
            changes.increment();
        } else if (event instanceof PoolEvent.DiscoveryFailed) {
            failures.increment();
        } else if (event instanceof PoolEvent.DiscoveryRecovered) {
            recoveries.increment();
        } else if (event instanceof PoolEvent.LeaderChanged) {
            leaders.increment();
        }
    }

    private static void add(LongAdder count, LongAdder nanos, Duration took) {
        count.increment();
        nanos.add(took.toNanos());
    }

    /** How long callers waited who got no connection. */
    long refusedNanos() {
        return refusedNanos.sum();
    }

    /** @param source the kind of the pool's discovery */
    List<Series> series(Tags pool, String source) {
        List<Series> all = new ArrayList<>();
        all.add(Series.timer(
                HawserMeter.POOL_ACQUIRE, pool.and("outcome", "refused"), refused::sum, refusedNanos::sum));
        all.add(Series.of(HawserMeter.POOL_TIMEOUTS, pool, timedOut::sum));
        all.add(Series.timer(HawserMeter.POOL_CREATION, pool.and("outcome", "success"), opened::sum, openedNanos::sum));
        all.add(Series.timer(
                HawserMeter.POOL_CREATION,
                pool.and("outcome", "failure"),
                connectsFailed::sum,
                connectsFailedNanos::sum));
        closed.forEach((reason, count) ->
                all.add(Series.of(HawserMeter.POOL_CLOSES, pool.and("reason", word(reason)), count::sum)));
        all.add(Series.of(HawserMeter.POOL_LEAKS, pool, leaks::sum));
        Tags discovery = pool.and("source", source);
        all.add(Series.of(HawserMeter.DISCOVERY_UPDATES, discovery.and("outcome", "changed"), changes::sum));
        all.add(Series.of(HawserMeter.DISCOVERY_UPDATES, discovery.and("outcome", "failed"), failures::sum));
        all.add(Series.of(HawserMeter.DISCOVERY_UPDATES, discovery.and("outcome", "recovered"), recoveries::sum));
        all.add(Series.of(HawserMeter.RETRY_ATTEMPTS, pool.and("outcome", "retried"), retries::sum));
        all.add(Series.of(HawserMeter.RETRY_ATTEMPTS, pool.and("outcome", "given_up"), givenUp::sum));
        all.add(Series.of(HawserMeter.LEADER_CHANGES, pool, leaders::sum));
        return all;
    }

    /** What endpoints do, in one. */
    List<Series> seriesOfAllEndpoints(Tags pool) {
        return List.of(Series.of(HawserMeter.ENDPOINT_EJECTIONS, pool, ejections::sum));
    }

    /** Forgets what others did: they are gone. */
    void retainEndpoints(Set<Address> members) {
        ejectionsByEndpoint.keySet().retainAll(members);
    }

    /** What each of these does. */
    List<Series> seriesOfEndpoints(Tags pool, Set<Address> members) {
        return members.stream()
                .map(member -> Series.of(
                        HawserMeter.ENDPOINT_EJECTIONS,
                        pool.and(HawserMeter.ENDPOINT, member.toString()),
                        () -> ejectionsOf(member)))
                .toList();
    }

    private long ejectionsOf(Address member) {
        LongAdder count = ejectionsByEndpoint.get(member);
        return count == null ? 0 : count.sum();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
