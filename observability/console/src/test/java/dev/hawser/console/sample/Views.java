// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.Histogram;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import dev.hawser.view.PoolView.Source;
import dev.hawser.view.PoolView.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Views as tests need them. */
final class Views {

    private Views() {}

    static PoolView pool(Use use, EndpointView... endpoints) {
        return pool(use, List.of(endpoints));
    }

    static PoolView pool(Use use, List<EndpointView> endpoints) {
        Source source = new Source("static:", Optional.empty(), Optional.empty());
        return new PoolView("kv", Holding.SHARED, source, Optional.empty(), 3, use, Map.of(), endpoints);
    }

    static EndpointView endpoint(String address, EndpointState state, long total, long failed) {
        return new EndpointView(
                Endpoint.of(address),
                state,
                "",
                new Connections(1, 2, 0, 0, 0, 30, 9, 1),
                new Traffic(2, total, failed, OptionalDouble.empty()),
                Steering.NONE,
                Optional.empty());
    }

    static EndpointView up(String address, long total) {
        return endpoint(address, EndpointState.UP, total, 0);
    }

    /** Endpoints from one number to another. */
    static List<EndpointView> many(int from, int to, long total) {
        List<EndpointView> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add(up("10." + i / 62_500 + "." + i / 250 % 250 + "." + i % 250 + ":7001", total));
        }
        return all;
    }

    /** Some quick units of work, and some slow ones. */
    static Use use(long quick, long slow, long failed) {
        long[] counts = new long[Histogram.RANGES];
        counts[Histogram.rangeOf(1_000_000)] = quick;
        counts[Histogram.rangeOf(100_000_000)] = slow;
        Histogram uses = Histogram.of(counts, quick * 1_000_000 + slow * 100_000_000);
        return new Use(quick + slow, failed, 0, 0, 0, Histogram.EMPTY, uses, OptionalDouble.empty());
    }
}
