// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.Histogram;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import dev.hawser.view.PoolView.Source;
import dev.hawser.view.PoolView.Use;
import dev.hawser.view.Setting;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** A pool that stands as a test says. */
final class StagePool implements Viewed, PoolControl {
    final List<String> done = new CopyOnWriteArrayList<>();
    private volatile PoolView view;
    private volatile boolean closed;

    StagePool(PoolView view) {
        this.view = view;
    }

    static StagePool named(String name, EndpointView... endpoints) {
        return new StagePool(view(name, Use.NONE, List.of(endpoints)));
    }

    static PoolView view(String name, Use use, List<EndpointView> endpoints) {
        Source source = new Source("static:stage", Optional.of(Duration.ofMillis(1200)), Optional.empty());
        return new PoolView(
                name,
                Holding.SHARED,
                source,
                Optional.empty(),
                0,
                use,
                Map.of("maxConnections", Setting.of(30), "longWait", Setting.of(Duration.ofMillis(100))),
                endpoints);
    }

    static EndpointView endpoint(String address, EndpointState state, long total) {
        return endpoint(Endpoint.of(Address.parse(address)), state, "", total);
    }

    static EndpointView endpoint(Endpoint endpoint, EndpointState state, String why, long total) {
        return new EndpointView(
                endpoint,
                state,
                why,
                new Connections(1, 2, 0, 0, 0, 30, 9, 1),
                new Traffic(2, total, 0, OptionalDouble.empty()),
                Steering.NONE,
                Optional.empty());
    }

    /** So many units of work, of so many milliseconds each. */
    static Use use(long total, long failed, long millis) {
        long[] counts = new long[Histogram.RANGES];
        counts[Histogram.rangeOf(millis * 1_000_000)] = total;
        Histogram uses = Histogram.of(counts, total * millis * 1_000_000);
        return new Use(total, failed, 0, 0, 0, Histogram.EMPTY, uses, OptionalDouble.empty());
    }

    void stand(PoolView next) {
        view = next;
    }

    /** Closed, with its connections still there. */
    StagePool end() {
        closed = true;
        return this;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public PoolView view() {
        return view;
    }

    @Override
    public PoolControl control() {
        return this;
    }

    @Override
    public void drain(Address endpoint) {
        done.add("drain " + endpoint);
    }

    @Override
    public void undrain(Address endpoint) {
        done.add("undrain " + endpoint);
    }

    @Override
    public void weigh(Address endpoint, OptionalInt weight) {
        done.add("weigh " + endpoint + " " + weight);
    }
}
