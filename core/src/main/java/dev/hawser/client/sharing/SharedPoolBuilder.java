// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import static java.util.Objects.requireNonNull;

import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.client.WaitOptions;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.event.PoolListener;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import dev.hawser.health.CheckOptions;
import dev.hawser.health.OutlierOptions;
import dev.hawser.time.Time;
import dev.hawser.transport.SharedTransport;
import dev.hawser.view.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Describes a {@link SharedPool}. Not safe for use by several threads; can build any number of pools.
 *
 * @param <C> the connection
 */
public final class SharedPoolBuilder<C> {

    /** How long {@link SharedPool#close()} waits for calls to end. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

    public static final int DEFAULT_MAX_WAITERS = 10_000;

    /** 500 ms, x 1.6, up to 5 s, +-20 %: a server is asked twice a second at most, and found 6 s after it is back. */
    public static final Backoff DEFAULT_RECONNECT_BACKOFF = Backoff.exponential(
                    Duration.ofMillis(500), 1.6, Duration.ofSeconds(5))
            .withJitter(Jitter.proportional(0.2));

    private static final AtomicInteger unnamed = new AtomicInteger();

    final Discovery discovery;
    final SharedTransport<C> transport;
    Optional<String> name = Optional.empty();
    Balancer balancer = Balancers.leastLoaded();
    SharingOptions sharing = SharingOptions.defaults();
    Backoff backoff = DEFAULT_RECONNECT_BACKOFF;
    OutlierOptions outliers = OutlierOptions.defaults();
    Optional<CheckOptions> checks = Optional.empty();
    int maxWaiters = DEFAULT_MAX_WAITERS;
    Duration longWait = WaitOptions.DEFAULT_LONG_WAIT;
    final List<PoolListener> listeners = new ArrayList<>();
    Timing timing = Timing.SAMPLED;
    FollowOptions follow = FollowOptions.defaults();
    Optional<Time> time = Optional.empty();
    Optional<Executor> executor = Optional.empty();
    RandomGenerator random = RandomGenerator.getDefault();

    SharedPoolBuilder(Discovery discovery, SharedTransport<C> transport) {
        this.discovery = requireNonNull(discovery, "discovery");
        this.transport = requireNonNull(transport, "transport");
    }

    /** The pool's name in logs, events, thread names and exceptions; {@code shared-1} and so on if not given. */
    public SharedPoolBuilder<C> name(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("name: '" + value + "' (expected: not blank)");
        }
        name = Optional.of(value);
        return this;
    }

    /** Which endpoint gets the next call; the least loaded by default. */
    public SharedPoolBuilder<C> balancer(Balancer value) {
        balancer = requireNonNull(value, "balancer");
        return this;
    }

    /** How many connections, how many calls on each, and how long they live. */
    public SharedPoolBuilder<C> sharing(SharingOptions value) {
        sharing = requireNonNull(value, "sharing");
        return this;
    }

    /** How long to leave an endpoint alone after its n-th failure to connect in a row. */
    public SharedPoolBuilder<C> reconnectBackoff(Backoff value) {
        backoff = requireNonNull(value, "reconnectBackoff");
        return this;
    }

    /** When endpoints whose calls fail are left alone. */
    public SharedPoolBuilder<C> outliers(OutlierOptions value) {
        outliers = requireNonNull(value, "outliers");
        return this;
    }

    /** Asks endpoints whether they are well; by default nobody is asked. */
    public SharedPoolBuilder<C> checks(CheckOptions value) {
        checks = Optional.of(value);
        return this;
    }

    /** The most calls that may wait for a connection; one more is refused at once. */
    public SharedPoolBuilder<C> maxWaiters(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("maxWaiters: " + value + " (expected: >= 0)");
        }
        maxWaiters = value;
        return this;
    }

    /** Who has waited at least this long for a connection is told of as {@code LeaseWaited}; 100 ms if this isn't called. */
    public SharedPoolBuilder<C> longWait(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("longWait: " + value + " (expected: >= 0)");
        }
        longWait = value;
        return this;
    }

    /** Hears what happens, besides the log; several can be given, and none of them waits for another. */
    public SharedPoolBuilder<C> listener(PoolListener value) {
        listeners.add(requireNonNull(value, "listener"));
        return this;
    }

    /** Whether it is measured how long calls take, for {@code view()}; sampled by default. */
    public SharedPoolBuilder<C> timing(Timing value) {
        timing = requireNonNull(value, "timing");
        return this;
    }

    /** How discovery's answers are followed: what is believed, and how fast endpoints may come and go. */
    public SharedPoolBuilder<C> follow(FollowOptions value) {
        follow = requireNonNull(value, "follow");
        return this;
    }

    /** Short for {@link FollowOptions#withEmptyAnswer}; by default the last good set is kept. */
    public SharedPoolBuilder<C> emptyAnswer(EmptyAnswer value) {
        follow = follow.withEmptyAnswer(value);
        return this;
    }

    /** The clock and timers to use; by default a {@code SystemTime} of the pool's own, which ends with it. */
    public SharedPoolBuilder<C> time(Time value) {
        time = Optional.of(requireNonNull(value, "time"));
        return this;
    }

    /**
     * Opens and closes connections and calls listeners; by default threads of the pool's own, which end with it. One with a
     * single thread lets a listener that is stuck hold up all of this, and connections stay open when the pool is closed.
     */
    public SharedPoolBuilder<C> executor(Executor value) {
        executor = Optional.of(requireNonNull(value, "executor"));
        return this;
    }

    /** The source of jitter; a seeded one makes runs repeatable. */
    public SharedPoolBuilder<C> random(RandomGenerator value) {
        random = requireNonNull(value, "random");
        return this;
    }

    /** Builds the pool and starts discovery. */
    public SharedPool<C> build() {
        return SharedPool.start(this, name.orElseGet(() -> "shared-" + unnamed.incrementAndGet()));
    }
}
