// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.PoolView;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** What the views of one pool show. */
final class PoolGauges {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Observed<Reading> pool;
    private final Tags tags;
    private final List<Series> series = new ArrayList<>();

    private PoolGauges(Observed<Reading> pool, Tags tags) {
        this.pool = pool;
        this.tags = tags;
    }

    /**
     * @param now decides which series there are
     * @param perEndpoint whether there is a series for each endpoint, or one for all
     */
    static List<Series> series(Observed<Reading> pool, Reading now, Tags tags, boolean perEndpoint) {
        PoolGauges gauges = new PoolGauges(pool, tags);
        gauges.addConnections();
        gauges.addUse(now);
        gauges.addRest();
        if (perEndpoint) {
            now.members().keySet().forEach(gauges::addEndpoint);
        } else {
            gauges.addSums();
        }
        return gauges.series;
    }

    private void addConnections() {
        addConnections("idle", Connections::idle);
        addConnections("busy", Connections::busy);
        addConnections("connecting", Connections::connecting);
        addConnections("draining", Connections::draining);
        add(
                HawserMeter.POOL_CONNECTIONS_MAX,
                tags,
                now -> now.sumOfMembers(e -> e.connections().max()));
        add(
                HawserMeter.POOL_CONNECTIONS_MIN,
                tags,
                now -> now.sumOfMembers(e -> e.connections().min()));
    }

    private void addConnections(String state, ToIntFunction<Connections> count) {
        Tags all = tags.and("state", state);
        add(HawserMeter.POOL_CONNECTIONS, all, now -> now.sum(e -> count.applyAsInt(e.connections())));
    }

    private void addUse(Reading now) {
        series.add(Series.timer(
                HawserMeter.POOL_ACQUIRE,
                tags.and("outcome", "success"),
                () -> pool.get().view().use().total(),
                () -> pool.get().servedNanos()));
        series.addAll(Buckets.series(
                HawserMeter.POOL_WAIT,
                HawserMeter.POOL_WAIT_HISTOGRAM,
                tags,
                () -> pool.get().view().use().waits()));
        series.addAll(Buckets.series(
                HawserMeter.POOL_USAGE,
                HawserMeter.POOL_USAGE_HISTOGRAM,
                tags,
                () -> pool.get().view().use().uses()));
        add(HawserMeter.RATELIMIT_THROTTLED, tags, seen -> seen.view().use().throttled());
        if (now.view().use().retryBudget().isPresent()) {
            add(
                    HawserMeter.RETRY_BUDGET,
                    tags,
                    seen -> seen.view().use().retryBudget().orElse(Double.NaN));
        }
    }

    private void addRest() {
        add(HawserMeter.POOL_PENDING, tags, now -> now.view().waiting());
        add(HawserMeter.DISCOVERY_AGE, tags, now -> ageOf(now.view()));
        add(
                HawserMeter.DISCOVERY_FAILING,
                tags,
                now -> now.view().source().problem().isPresent() ? 1 : 0);
    }

    private static double ageOf(PoolView view) {
        return view.source().age().map(age -> age.toNanos() / NANOS_PER_SECOND).orElse(Double.NaN);
    }

    private void addSums() {
        for (EndpointState state : EndpointState.values()) {
            Tags all = tags.and("state", PoolCounts.word(state));
            add(HawserMeter.ENDPOINT_STATE, all, now -> now.sum(in(state)));
        }
        add(HawserMeter.ENDPOINT_WEIGHT, tags, now -> now.sumOfMembers(EndpointView::weight));
        add(HawserMeter.ENDPOINT_INFLIGHT, tags, now -> now.sum(inFlight()));
        add(
                HawserMeter.ENDPOINT_REQUESTS,
                tags.and("outcome", "success"),
                now -> now.tally().success());
        add(
                HawserMeter.ENDPOINT_REQUESTS,
                tags.and("outcome", "failure"),
                now -> now.tally().failure());
    }

    private void addEndpoint(Address address) {
        Tags endpoint = tags.and(HawserMeter.ENDPOINT, address.toString());
        for (EndpointState state : EndpointState.values()) {
            Tags all = endpoint.and("state", PoolCounts.word(state));
            add(HawserMeter.ENDPOINT_STATE, all, now -> now.at(address, in(state)));
        }
        add(HawserMeter.ENDPOINT_WEIGHT, endpoint, now -> now.at(address, EndpointView::weight));
        add(HawserMeter.ENDPOINT_INFLIGHT, endpoint, now -> now.at(address, inFlight()));
        Tags success = endpoint.and("outcome", "success");
        add(HawserMeter.ENDPOINT_REQUESTS, success, now -> now.countAt(address, Tally::success));
        Tags failure = endpoint.and("outcome", "failure");
        add(HawserMeter.ENDPOINT_REQUESTS, failure, now -> now.countAt(address, Tally::failure));
    }

    private void add(HawserMeter meter, Tags all, ToDoubleFunction<Reading> of) {
        series.add(Series.of(meter, all, () -> of.applyAsDouble(pool.get())));
    }

    private static ToDoubleFunction<EndpointView> inFlight() {
        return each -> each.traffic().inFlight();
    }

    private static ToDoubleFunction<EndpointView> in(EndpointState state) {
        return each -> each.state() == state ? 1 : 0;
    }
}
