// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the snapshots of one pool show. */
final class PoolGauges {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Observed<Reading> pool;
    private final Tags tags;
    private final List<Series> series = new ArrayList<>();

    private PoolGauges(Observed<Reading> pool, Tags tags) {
        this.pool = pool;
        this.tags = tags;
    }

    /** @param perEndpoint whether there is a series for each endpoint, or one for all */
    static List<Series> series(Observed<Reading> pool, Tags tags, boolean perEndpoint) {
        PoolGauges gauges = new PoolGauges(pool, tags);
        Reading now = pool.now();
        gauges.addPool(now);
        if (perEndpoint) {
            now.members().forEach((address, member) -> gauges.addEndpoint(now, address, member));
        } else {
            gauges.addSums(now);
        }
        return gauges.series;
    }

    private void addPool(Reading now) {
        List<String> states = now.states();
        for (int i = 0; i < states.size(); i++) {
            int state = i;
            series.add(Series.of(
                    HawserMeter.POOL_CONNECTIONS,
                    tags.and("state", states.get(i)),
                    () -> pool.get().sum(member -> member.connections().get(state))));
        }
        if (now.lent()) {
            series.add(Series.of(
                    HawserMeter.POOL_CONNECTIONS_MAX, tags, () -> pool.get().sum(Reading.Member::max)));
        }
        series.add(Series.of(HawserMeter.POOL_PENDING, tags, () -> pool.get().waiting()));
        series.add(Series.of(
                HawserMeter.DISCOVERY_AGE,
                tags,
                () -> pool.get()
                        .discoveryAge()
                        .map(age -> age.toNanos() / NANOS_PER_SECOND)
                        .orElse(Double.NaN)));
    }

    private void addSums(Reading now) {
        for (EndpointState state : EndpointState.values()) {
            series.add(Series.of(
                    HawserMeter.ENDPOINT_STATE,
                    tags.and("state", PoolCounts.word(state)),
                    () -> pool.get().sum(in(state))));
        }
        series.add(Series.of(HawserMeter.ENDPOINT_WEIGHT, tags, () -> pool.get().sum(Reading.Member::weight)));
        series.add(
                Series.of(HawserMeter.ENDPOINT_INFLIGHT, tags, () -> pool.get().sum(Reading.Member::inFlight)));
        if (now.lent()) {
            series.add(Series.of(
                    HawserMeter.ENDPOINT_LEASES, tags, () -> pool.get().done()));
        } else {
            series.add(Series.of(
                    HawserMeter.ENDPOINT_REQUESTS,
                    tags.and("outcome", "success"),
                    () -> pool.get().done()));
            series.add(Series.of(
                    HawserMeter.ENDPOINT_REQUESTS,
                    tags.and("outcome", "failure"),
                    () -> pool.get().failed()));
        }
    }

    private void addEndpoint(Reading now, Address address, Reading.Member member) {
        if (member.state() == EndpointState.DRAINING) {
            return; // removed by discovery, and so are its series
        }
        Tags endpoint = tags.and(HawserMeter.ENDPOINT, address.toString());
        for (EndpointState state : EndpointState.values()) {
            add(HawserMeter.ENDPOINT_STATE, endpoint.and("state", PoolCounts.word(state)), address, in(state));
        }
        add(HawserMeter.ENDPOINT_WEIGHT, endpoint, address, Reading.Member::weight);
        add(HawserMeter.ENDPOINT_INFLIGHT, endpoint, address, Reading.Member::inFlight);
        if (now.lent()) {
            add(HawserMeter.ENDPOINT_LEASES, endpoint, address, Reading.Member::done);
        } else {
            Tags success = endpoint.and("outcome", "success");
            add(HawserMeter.ENDPOINT_REQUESTS, success, address, Reading.Member::done);
            Tags failure = endpoint.and("outcome", "failure");
            add(HawserMeter.ENDPOINT_REQUESTS, failure, address, Reading.Member::failed);
        }
    }

    private void add(HawserMeter meter, Tags all, Address address, ToDoubleFunction<Reading.Member> of) {
        series.add(Series.of(meter, all, () -> pool.get().at(address, of)));
    }

    private static ToDoubleFunction<Reading.Member> in(EndpointState state) {
        return member -> member.state() == state ? 1 : 0;
    }
}
