// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.EndpointSample;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.Rates;
import dev.hawser.console.sample.Timeline;
import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.LastError;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.Finding;
import dev.hawser.view.Histogram;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import dev.hawser.view.PoolView.Source;
import dev.hawser.view.PoolView.Use;
import dev.hawser.view.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A pool that a rule is shown, to be changed until the rule finds something. To begin with all is well. */
final class Stage {
    static final Instant NOW = Instant.parse("2026-11-21T21:00:00Z");

    String name = "kv";
    Holding holding = Holding.EXCLUSIVE;
    String source = "static:10.0.0.1:7001,10.0.0.2:7001";
    Optional<Duration> age = Optional.of(Duration.ofSeconds(1));
    Optional<String> problem = Optional.empty();
    int waiting;
    Use use = Use.NONE;
    Optional<Rates> rates = Optional.empty();
    Duration inState = Duration.ofSeconds(1);
    boolean closed;
    LintContext.Access access = new LintContext.Access(false, false);
    final Map<String, Setting> settings = new LinkedHashMap<>();
    final List<EndpointView> endpoints = new ArrayList<>();
    final List<TimelineEntry> happened = new ArrayList<>();
    final List<PoolSample> others = new ArrayList<>();

    static Stage withTwo() {
        return new Stage().with("10.0.0.1:7001").with("10.0.0.2:7001");
    }

    static Stage shared() {
        Stage stage = withTwo();
        stage.holding = Holding.SHARED;
        return stage;
    }

    // ---- endpoints

    Stage with(EndpointView endpoint) {
        endpoints.add(endpoint);
        return this;
    }

    Stage with(String address) {
        return with(endpoint(Endpoint.of(address), new Connections(1, 0, 0, 0, 0, 8, 9, 0), 0));
    }

    /** Addresses of 10.0.0.0/16 with that many connections at most each. */
    Stage withMany(int count, int max) {
        endpoints.clear();
        IntStream.range(0, count)
                .mapToObj(i -> Endpoint.of("10.0." + i / 250 + "." + i % 250 + ":7001"))
                .forEach(each -> with(endpoint(each, new Connections(1, 0, 0, 0, 0, max, 9, 0), 0)));
        return this;
    }

    Stage only(String address) {
        endpoints.clear();
        return with(address);
    }

    Stage connections(int idle, int busy, int max) {
        endpoints.replaceAll(one -> endpoint(
                one.endpoint(),
                new Connections(idle, busy, 0, 0, 0, max, 9, 0),
                one.traffic().inFlight()));
        return this;
    }

    Stage inFlight(int calls) {
        endpoints.replaceAll(one -> endpoint(one.endpoint(), one.connections(), calls));
        return this;
    }

    Stage opened(long opened, long failures, long total) {
        endpoints.replaceAll(one -> new EndpointView(
                one.endpoint(),
                one.state(),
                "",
                new Connections(1, 0, 0, 0, 0, 8, opened, failures),
                new Traffic(0, total, 0, OptionalDouble.empty()),
                Steering.NONE,
                Optional.empty()));
        return this;
    }

    Stage weights(int... weights) {
        for (int i = 0; i < weights.length; i++) {
            EndpointView one = endpoints.get(i);
            endpoints.set(i, endpoint(one.endpoint().withWeight(weights[i]), one.connections(), 0));
        }
        return this;
    }

    Stage priorities(int... priorities) {
        for (int i = 0; i < priorities.length; i++) {
            EndpointView one = endpoints.get(i);
            endpoints.set(i, endpoint(one.endpoint().withPriority(priorities[i]), one.connections(), 0));
        }
        return this;
    }

    Stage drainFirst() {
        return change(new Steering(true, OptionalInt.empty()), Optional.empty());
    }

    Stage error(String message) {
        return change(Steering.NONE, Optional.of(new LastError(message, Duration.ofSeconds(1))));
    }

    private Stage change(Steering steering, Optional<LastError> error) {
        EndpointView one = endpoints.get(0);
        endpoints.set(
                0,
                new EndpointView(one.endpoint(), one.state(), "", one.connections(), one.traffic(), steering, error));
        return this;
    }

    static EndpointView endpoint(Endpoint endpoint, Connections connections, int inFlight) {
        return new EndpointView(
                endpoint,
                EndpointState.UP,
                "",
                connections,
                new Traffic(inFlight, 100, 0, OptionalDouble.empty()),
                Steering.NONE,
                Optional.empty());
    }

    // ---- the rest

    Stage set(String setting, Object value) {
        settings.put(setting, Setting.of(value));
        return this;
    }

    Stage named(String value) {
        name = value;
        return this;
    }

    Stage source(String words) {
        source = words;
        return this;
    }

    Stage age(Duration value) {
        age = Optional.of(value);
        return this;
    }

    Stage problem(String value) {
        problem = Optional.of(value);
        return this;
    }

    Stage waiting(int callers) {
        waiting = callers;
        return this;
    }

    /** So many leases or calls, of which some had to wait and some were throttled. */
    Stage used(long total, long waited, long throttled) {
        Histogram waits = Histogram.of(new long[] {waited}, waited);
        use = new Use(total, 0, 0, 0, throttled, waits, Histogram.EMPTY, OptionalDouble.empty());
        return this;
    }

    /** A caller that had to wait so long, among many that hadn't. */
    Stage waited(Duration wait) {
        long[] counts = new long[Histogram.RANGES];
        counts[Histogram.rangeOf(wait.toNanos())] = 1;
        Histogram waits = Histogram.of(counts, wait.toNanos());
        use = new Use(1000, 0, 0, 0, 0, waits, Histogram.EMPTY, OptionalDouble.empty());
        return this;
    }

    Stage budget(double left) {
        use = Use.NONE.withRetryBudget(OptionalDouble.of(left));
        return this;
    }

    /** Some calls in the last seconds, of such a length each. */
    Stage took(int calls, Duration each) {
        long[] counts = new long[Histogram.RANGES];
        counts[Histogram.rangeOf(each.toNanos())] = calls;
        Histogram uses = Histogram.of(counts, calls * each.toNanos());
        rates = Optional.of(new Rates(1, 0, OptionalDouble.of(100), uses, Histogram.EMPTY));
        return this;
    }

    Stage seenFor(Duration value) {
        inState = value;
        return this;
    }

    Stage access(boolean actions, boolean token) {
        access = new LintContext.Access(actions, token);
        return this;
    }

    /** As the console keeps it. */
    Stage happened(PoolEvent event, Duration ago) {
        happened.add(new Timeline().add(NOW.minus(ago), event));
        return this;
    }

    Stage beside(Stage other) {
        others.add(other.sample());
        return this;
    }

    PoolSample sample() {
        Source from = new Source(source, age, problem);
        PoolView view = new PoolView(name, holding, from, Optional.empty(), waiting, use, settings, endpoints);
        List<EndpointSample> samples = endpoints.stream()
                .map(one ->
                        new EndpointSample(one, OptionalDouble.empty(), OptionalDouble.empty(), inState, new int[0]))
                .toList();
        return new PoolSample(view, rates, samples, closed, Optional.empty());
    }

    /** What all rules find in this pool. */
    List<Finding> findings() {
        List<PoolSample> all = new ArrayList<>(others);
        all.add(0, sample());
        return Lint.check(List.of(sample()), new LintContext(all, Map.of(name, happened), NOW, access));
    }
}
