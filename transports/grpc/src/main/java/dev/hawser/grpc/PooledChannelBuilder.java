// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static java.util.Objects.requireNonNull;

import dev.hawser.balance.Balancer;
import dev.hawser.client.WaitOptions;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.client.sharing.SharedPoolBuilder;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.event.PoolListener;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.HedgingOptions;
import dev.hawser.failover.RetryBudget;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.channel.GrpcTransport;
import dev.hawser.health.CheckOptions;
import dev.hawser.health.OutlierOptions;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import dev.hawser.transport.SharedTransport;
import dev.hawser.view.Setting;
import dev.hawser.view.Settings;
import dev.hawser.view.Timing;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Describes a {@link PooledChannel}. Connections use TLS, unless {@code channel(ChannelOptions.plaintext())} says
 * otherwise.
 *
 * <p>Not safe for use by several threads; can build any number of channels.
 */
public final class PooledChannelBuilder {

    /** Of a unary call that has none. A call that nobody waits for any more must end some time, or an outage never does. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    /** How long {@link PooledChannel#close} lets calls go on. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = SharedPoolBuilder.DEFAULT_CLOSE_TIMEOUT;

    private static final Predicate<MethodDescriptor<?, ?>> NONE = method -> false;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Discovery discovery;
    private final String target;
    private final List<ClientInterceptor> interceptors = new ArrayList<>();
    private Optional<String> name = Optional.empty();
    private Optional<Balancer> balancer = Optional.empty();
    private SharingOptions sharing = SharingOptions.defaults();
    private Optional<Backoff> reconnect = Optional.empty();
    private OutlierOptions outliers = OutlierOptions.defaults();
    private Optional<CheckOptions> checks = Optional.empty();
    private int maxWaiters = SharedPoolBuilder.DEFAULT_MAX_WAITERS;
    private Duration longWait = WaitOptions.DEFAULT_LONG_WAIT;
    private final List<PoolListener> listeners = new ArrayList<>();
    private Timing timing = Timing.SAMPLED;
    private FollowOptions follow = FollowOptions.defaults();
    private Optional<Time> time = Optional.empty();
    private Optional<Executor> executor = Optional.empty();
    private Optional<RandomGenerator> random = Optional.empty();
    private ChannelOptions channel = ChannelOptions.tls();
    private Optional<SharedTransport<ManagedChannel>> transport = Optional.empty();
    private RetryPolicy retry = RetryPolicy.DEFAULT;
    private Optional<RetryBudget> budget = Optional.empty();
    private Predicate<MethodDescriptor<?, ?>> idempotent = NONE;
    private BufferLimits buffers = BufferLimits.defaults();
    private Optional<Duration> defaultDeadline = Optional.of(DEFAULT_DEADLINE);
    private Optional<HedgingOptions> hedging = Optional.empty();
    private Duration closeTimeout = DEFAULT_CLOSE_TIMEOUT;

    PooledChannelBuilder(Discovery discovery, String target) {
        this.discovery = requireNonNull(discovery, "discovery");
        this.target = target;
    }

    /** The channel's name in logs, events, thread names and exceptions; {@code channel-1} and so on if not given. */
    public PooledChannelBuilder name(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("name: '" + value + "' (expected: not blank)");
        }
        name = Optional.of(value);
        return this;
    }

    /** How connections are made; with TLS by default. */
    public PooledChannelBuilder channel(ChannelOptions value) {
        channel = requireNonNull(value, "channel");
        return this;
    }

    /** How many connections, how many calls on each, and how long they live. */
    public PooledChannelBuilder sharing(SharingOptions value) {
        sharing = requireNonNull(value, "sharing");
        return this;
    }

    /** Which endpoint gets the next call; the least loaded by default. */
    public PooledChannelBuilder balancer(Balancer value) {
        balancer = Optional.of(value);
        return this;
    }

    /** When a failed call is tried again; {@link RetryPolicy#DEFAULT} if this isn't called. */
    public PooledChannelBuilder retry(RetryPolicy value) {
        retry = requireNonNull(value, "retry");
        return this;
    }

    /** How many retries there may be; 10 % of calls and 10 a second by default. Can be shared by channels to one target. */
    public PooledChannelBuilder budget(RetryBudget value) {
        budget = Optional.of(value);
        return this;
    }

    /** Methods that may run twice, besides those that say so themselves. Asked only when a call has failed. */
    public PooledChannelBuilder idempotent(Predicate<MethodDescriptor<?, ?>> value) {
        idempotent = requireNonNull(value, "idempotent");
        return this;
    }

    /** How much of what was sent is kept for another attempt. */
    public PooledChannelBuilder buffers(BufferLimits value) {
        buffers = requireNonNull(value, "buffers");
        return this;
    }

    /** The deadline of unary calls that have none; 30 s if this isn't called. */
    public PooledChannelBuilder defaultDeadline(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("defaultDeadline: " + value + " (expected: > 0)");
        }
        defaultDeadline = Optional.of(value);
        return this;
    }

    /** Lets unary calls that have no deadline last for ever. */
    public PooledChannelBuilder noDefaultDeadline() {
        defaultDeadline = Optional.empty();
        return this;
    }

    /**
     * Lets idempotent unary calls that are slow to answer ask another endpoint beside the first; whoever answers first counts,
     * and the others are cancelled. Each hedge takes a retry out of the budget, goes to an endpoint that the call has not
     * tried, and counts as one of the policy's attempts. Only a call's first attempt is hedged, and only once the request
     * is complete. Off by default.
     */
    public PooledChannelBuilder hedging(HedgingOptions value) {
        hedging = Optional.of(value);
        return this;
    }

    /** Wraps each call, not each attempt; in the order given, as the first one to see a call comes last. */
    public PooledChannelBuilder intercept(ClientInterceptor... values) {
        interceptors.addAll(List.of(values));
        return this;
    }

    /** How long to leave an endpoint alone after its n-th failure to connect in a row. */
    public PooledChannelBuilder reconnectBackoff(Backoff value) {
        reconnect = Optional.of(value);
        return this;
    }

    /** When endpoints whose calls fail are left alone. */
    public PooledChannelBuilder outliers(OutlierOptions value) {
        outliers = requireNonNull(value, "outliers");
        return this;
    }

    /** Asks endpoints whether they are well; by default nobody is asked. */
    public PooledChannelBuilder checks(CheckOptions value) {
        checks = Optional.of(value);
        return this;
    }

    /** The most calls that may wait for a connection; one more fails at once. */
    public PooledChannelBuilder maxWaiters(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("maxWaiters: " + value + " (expected: >= 0)");
        }
        maxWaiters = value;
        return this;
    }

    /** Who has waited at least this long for a connection is told of as {@code LeaseWaited}; 100 ms if this isn't called. */
    public PooledChannelBuilder longWait(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("longWait: " + value + " (expected: >= 0)");
        }
        longWait = value;
        return this;
    }

    /** Hears what happens, besides the log; several can be given, and none of them waits for another. */
    public PooledChannelBuilder listener(PoolListener value) {
        listeners.add(requireNonNull(value, "listener"));
        return this;
    }

    /** Whether it is measured how long calls take, for {@code view()}; sampled by default. */
    public PooledChannelBuilder timing(Timing value) {
        timing = requireNonNull(value, "timing");
        return this;
    }

    /** How discovery's answers are followed: what is believed, and how fast endpoints may come and go. */
    public PooledChannelBuilder follow(FollowOptions value) {
        follow = requireNonNull(value, "follow");
        return this;
    }

    /** Short for {@link FollowOptions#withEmptyAnswer}; by default the last good set is kept. */
    public PooledChannelBuilder emptyAnswer(EmptyAnswer value) {
        follow = follow.withEmptyAnswer(value);
        return this;
    }

    /** How long {@link PooledChannel#close} lets calls go on; 5 s if this isn't called. */
    public PooledChannelBuilder closeTimeout(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("closeTimeout: " + value + " (expected: >= 0)");
        }
        closeTimeout = value;
        return this;
    }

    /** The clock and timers to use; by default the channel's own, which end with it. */
    public PooledChannelBuilder time(Time value) {
        time = Optional.of(value);
        return this;
    }

    /**
     * Opens and closes connections, begins attempts after a backoff, and calls back where a call that has no executor of its own
     * ends without an attempt; by default threads of the channel's own, which end with it.
     */
    public PooledChannelBuilder executor(Executor value) {
        executor = Optional.of(value);
        return this;
    }

    /** The source of jitter; must be safe for use by any thread. A seeded one makes runs repeatable. */
    public PooledChannelBuilder random(RandomGenerator value) {
        random = Optional.of(value);
        return this;
    }

    /** In place of gRPC's own connections: for tests. */
    PooledChannelBuilder transport(SharedTransport<ManagedChannel> value) {
        transport = Optional.of(value);
        return this;
    }

    /** Builds the channel and starts discovery. Connects when calls come, unless the sharing options say earlier. */
    public PooledChannel build() {
        String called = name.orElseGet(() -> "channel-" + COUNT.incrementAndGet());
        Optional<SystemTime> ownTime = time.isPresent() ? Optional.empty() : Optional.of(new SystemTime(called));
        Optional<ExecutorService> ownThreads =
                executor.isPresent() ? Optional.empty() : Optional.of(Threads.blocking("hawser-calls-" + called));
        Executor threads = executor.isPresent() ? executor.get() : ownThreads.orElseThrow();
        Time clock = time.isPresent() ? time.get() : ownTime.orElseThrow();

        ChannelState state = new ChannelState(threads);
        SharedPool<ManagedChannel> pool = pool(called, clock, state);
        RandomGenerator chance = random.orElse(() -> ThreadLocalRandom.current().nextLong());
        Calls calls = new Calls(pool, terms(pool), new Means(called, clock, threads, chance));
        state.of(pool, () -> calls.admission() != Calls.Admission.OPEN);
        Termination termination = new Termination(
                calls,
                clock,
                () -> threads.execute(() -> {
                    state.look();
                    ownTime.ifPresent(SystemTime::close);
                    ownThreads.ifPresent(ExecutorService::shutdown);
                }));
        String authority = channel.authority().orElse(target);
        Channel entry =
                ClientInterceptors.intercept(new BoundChannel(calls, Choice.ANY, retry, authority), interceptors);
        return new PooledChannel(
                new PooledChannel.Parts(calls, entry, authority, closeTimeout, state, termination, settings()));
    }

    /** What the pool doesn't know, or knows as if it had been given. */
    private Map<String, Setting> settings() {
        Settings settings = new Settings()
                .addAll("retry", retry)
                .add("idempotent", idempotent == NONE ? "as methods say" : "given")
                .addAll("buffers", buffers)
                .add("defaultDeadline", defaultDeadline)
                .addAll("hedging", hedging)
                .add("intercept", interceptors.size())
                .add("closeTimeout", closeTimeout)
                .add("listener", listeners.isEmpty() ? "none" : "given")
                .add("time", time.isPresent() ? "given" : "the pool's own")
                .add("random", random.isPresent() ? "given" : "the pool's own");
        return (budget.isPresent()
                        ? settings.add("budget", budget.get() == RetryBudget.unlimited() ? "unlimited" : "given")
                        : settings.addAll("budget", BudgetOptions.defaults()))
                .toMap();
    }

    private Terms terms(SharedPool<ManagedChannel> pool) {
        RetryBudget shared = budget.orElseGet(() -> RetryBudget.of(BudgetOptions.defaults(), pool.nanoTime()));
        Optional<Hedging> hedges = hedging.map(options -> Hedging.of(options, pool.nanoTime()));
        return new Terms(retry, shared, idempotent, buffers, defaultDeadline, hedges);
    }

    private SharedPool<ManagedChannel> pool(String called, Time clock, ChannelState state) {
        SharedPoolBuilder<ManagedChannel> pool = SharedPool.builder(
                        discovery, transport.orElseGet(() -> new GrpcTransport(channel)))
                .name(called)
                .sharing(sharing)
                .outliers(outliers)
                .maxWaiters(maxWaiters)
                .longWait(longWait)
                .listener(state::onEvent)
                .timing(timing)
                .follow(follow)
                .time(clock);
        listeners.forEach(pool::listener);
        balancer.ifPresent(pool::balancer);
        reconnect.ifPresent(pool::reconnectBackoff);
        checks.ifPresent(pool::checks);
        executor.ifPresent(pool::executor);
        random.ifPresent(pool::random);
        return pool.build();
    }
}
