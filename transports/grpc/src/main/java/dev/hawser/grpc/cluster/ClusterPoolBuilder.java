// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolListener;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.RetryBudget;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.leader.LeaderOptions;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Time;
import dev.hawser.view.Settings;
import dev.hawser.view.Timing;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Settings of a {@link ClusterPool}. Each has the default that its method names; how nodes are connected to is in
 * {@link NodeOptions}.
 *
 * @param <T> the client
 */
public final class ClusterPoolBuilder<T> {

    public static final Duration DEFAULT_ATTEMPT_TIMEOUT = Duration.ofSeconds(5);

    /** {@link RetryPolicy#CLUSTER}, and 5 s for each attempt: half of what the whole may take. */
    public static final RetryPolicy DEFAULT_RETRY = RetryPolicy.CLUSTER.withAttemptTimeout(DEFAULT_ATTEMPT_TIMEOUT);

    private static final Executor TIMER = Runnable::run;
    private static final RandomGenerator CHANCE =
            () -> ThreadLocalRandom.current().nextLong();
    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private final Function<? super Channel, ? extends T> factory;
    private final Set<Address> seeds = new LinkedHashSet<>();
    private Optional<String> name = Optional.empty();
    private NodeOptions nodes = NodeOptions.tls();
    private RetryPolicy retry = DEFAULT_RETRY;
    private BudgetOptions budget = BudgetOptions.defaults();
    private Optional<LeaderHintSource> leaders = Optional.empty();
    private LeaderOptions leaderOptions = LeaderOptions.defaults();
    private Timing timing = Timing.SAMPLED;
    private final List<PoolListener> listeners = new ArrayList<>();
    private Optional<Time> time = Optional.empty();
    private Executor executor = TIMER;
    private RandomGenerator random = CHANCE;

    ClusterPoolBuilder(Function<? super Channel, ? extends T> factory) {
        this.factory = requireNonNull(factory, "factory");
    }

    /** Nodes to begin with, each {@code host:port}; several calls add up. There may be none. */
    public ClusterPoolBuilder<T> seeds(String... addresses) {
        for (String address : addresses) {
            seeds.add(Address.parse(address));
        }
        return this;
    }

    /** The pool's name in logs, events, thread names and exceptions; {@code cluster-1} and so on if not given. */
    public ClusterPoolBuilder<T> name(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("name: '" + value + "' (expected: not blank)");
        }
        name = Optional.of(value);
        return this;
    }

    /** How nodes are connected to and watched; over TLS by default. */
    public ClusterPoolBuilder<T> nodes(NodeOptions value) {
        nodes = requireNonNull(value, "nodes");
        return this;
    }

    /** When an operation is tried again; {@link #DEFAULT_RETRY} by default. */
    public ClusterPoolBuilder<T> retry(RetryPolicy value) {
        retry = requireNonNull(value, "retry");
        return this;
    }

    /** How many retries the cluster is expected to bear. */
    public ClusterPoolBuilder<T> budget(BudgetOptions value) {
        budget = requireNonNull(value, "budget");
        return this;
    }

    /** How to learn who leads; needed for {@link ClusterPool#executeOnLeader}. */
    public ClusterPoolBuilder<T> leader(LeaderHintSource value) {
        return leader(value, LeaderOptions.defaults());
    }

    /** The same, with how far to trust it. */
    public ClusterPoolBuilder<T> leader(LeaderHintSource value, LeaderOptions options) {
        leaders = Optional.of(value);
        leaderOptions = requireNonNull(options, "options");
        return this;
    }

    /** Whether the time that calls take is taken, for those who look; {@link Timing#SAMPLED} by default. */
    public ClusterPoolBuilder<T> timing(Timing value) {
        timing = requireNonNull(value, "timing");
        return this;
    }

    /** Hears what happens, besides the log; several can be given, and none of them waits for another. */
    public ClusterPoolBuilder<T> listener(PoolListener value) {
        listeners.add(requireNonNull(value, "listener"));
        return this;
    }

    /** The clock and timers to use; by default a {@code SystemTime} of the pool's own, which ends with it. */
    public ClusterPoolBuilder<T> time(Time value) {
        time = Optional.of(requireNonNull(value, "time"));
        return this;
    }

    /**
     * Runs the second and further attempts of asynchronous operations; by default the pool's timer thread does, which is
     * good for operations that only begin calls.
     */
    public ClusterPoolBuilder<T> executor(Executor value) {
        executor = requireNonNull(value, "executor");
        return this;
    }

    /** The source of jitter, safe for use by any thread; a seeded one makes runs repeatable. */
    public ClusterPoolBuilder<T> random(RandomGenerator value) {
        random = requireNonNull(value, "random");
        return this;
    }

    /** Builds the pool. It connects to a node when its first turn comes. */
    public ClusterPool<T> build() {
        String called = called();
        Optional<SystemTime> own = time.isPresent() ? Optional.empty() : Optional.of(new SystemTime(called));
        Time clock = time.isPresent() ? time.get() : own.orElseThrow();
        Fleet fleet = new PooledFleet(nodes, new CallDefaults(RetryPolicy.never()), settings(), builder -> {
            listeners.forEach(builder::listener);
            return builder.name(called).time(clock).random(random).timing(timing);
        });
        return build(called, clock, fleet, () -> own.ifPresent(SystemTime::close));
    }

    /** The same on other connections. */
    ClusterPool<T> build(Fleet fleet) {
        return build(called(), time.orElseThrow(), fleet, () -> {});
    }

    private Settings settings() {
        return new Settings()
                .add("seeds", seeds)
                .addAll("retry", retry)
                .addAll("budget", budget)
                .add("leader", leaders.map(source -> source.getClass().getSimpleName()))
                .addAll("leader", leaderOptions)
                .add("listener", listeners.isEmpty() ? "none" : "given")
                .add("time", time.isPresent() ? "given" : "the pool's own")
                .add("executor", executor == TIMER ? "the pool's timer" : "given")
                .add("random", random == CHANCE ? "the pool's own" : "given");
    }

    private String called() {
        return name.orElseGet(() -> "cluster-" + UNNAMED.incrementAndGet());
    }

    private ClusterPool<T> build(String called, Time clock, Fleet fleet, Runnable atEnd) {
        RetryBudget shared = RetryBudget.of(budget, clock.nanoTime());
        ClusterSetup.Limits limits = new ClusterSetup.Limits(nodes.requestTimeout(), atEnd);
        Optional<ClusterSetup.Leaders> news = leaders.map(source -> new ClusterSetup.Leaders(source, leaderOptions));
        ClusterSetup setup = new ClusterSetup(called, clock, executor, random, retry, shared, limits, news);
        ClusterPool<T> pool = new ClusterPool<>(setup, fleet, factory);
        seeds.forEach(pool::addNode);
        return pool;
    }
}
