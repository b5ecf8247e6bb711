// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import static java.util.Objects.requireNonNull;

import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.event.PoolListener;
import dev.hawser.failover.Backoff;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.IdleOrder;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.pool.PoolOptions;
import dev.hawser.time.Time;
import dev.hawser.transport.Transport;
import dev.hawser.view.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Describes a {@link ConnectionPool}. Not safe for use by several threads; can build any number of pools.
 *
 * @param <C> the connection
 */
public final class ConnectionPoolBuilder<C> {

    /** How long {@link ConnectionPool#close()} waits for leases to come back. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final AtomicInteger unnamed = new AtomicInteger();

    final Discovery discovery;
    final Transport<C> transport;
    Optional<String> name = Optional.empty();
    Balancer balancer = Balancers.roundRobin();
    RateLimit rateLimit = RateLimit.none();
    Backoff backoff = Backoff.CONNECT;
    PoolOptions pool = PoolOptions.defaults();
    LifetimeOptions lifetime = LifetimeOptions.defaults();
    WaitOptions waiting = WaitOptions.defaults();
    final List<PoolListener> listeners = new ArrayList<>();
    Timing timing = Timing.SAMPLED;
    FollowOptions follow = FollowOptions.defaults();
    Optional<Time> time = Optional.empty();
    Optional<Executor> executor = Optional.empty();
    RandomGenerator random = RandomGenerator.getDefault();

    ConnectionPoolBuilder(Discovery discovery, Transport<C> transport) {
        this.discovery = requireNonNull(discovery, "discovery");
        this.transport = requireNonNull(transport, "transport");
    }

    /** The pool's name in logs, events, thread names and exceptions; {@code pool-1} and so on if not given. */
    public ConnectionPoolBuilder<C> name(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("name: '" + value + "' (expected: not blank)");
        }
        name = Optional.of(value);
        return this;
    }

    /** Which endpoint gets the next lease; round robin by default. */
    public ConnectionPoolBuilder<C> balancer(Balancer value) {
        balancer = requireNonNull(value, "balancer");
        return this;
    }

    /** Short for {@link PoolOptions#withMaxConnections}. */
    public ConnectionPoolBuilder<C> maxConnectionsPerEndpoint(int value) {
        pool = pool.withMaxConnections(value);
        return this;
    }

    /** Short for {@link PoolOptions#withIdleOrder}. */
    public ConnectionPoolBuilder<C> idleOrder(IdleOrder value) {
        pool = pool.withIdleOrder(value);
        return this;
    }

    /** How often each endpoint may be leased from; unlimited by default. */
    public ConnectionPoolBuilder<C> rateLimit(RateLimit value) {
        rateLimit = requireNonNull(value, "rateLimit");
        return this;
    }

    /** How long to leave an endpoint alone after its n-th failure to connect in a row. */
    public ConnectionPoolBuilder<C> reconnectBackoff(Backoff value) {
        backoff = requireNonNull(value, "reconnectBackoff");
        return this;
    }

    /** How many connections an endpoint may have, and how they are opened and chosen. */
    public ConnectionPoolBuilder<C> pool(PoolOptions value) {
        pool = requireNonNull(value, "pool");
        return this;
    }

    /** How long connections live, and when they are checked. */
    public ConnectionPoolBuilder<C> lifetime(LifetimeOptions value) {
        lifetime = requireNonNull(value, "lifetime");
        return this;
    }

    /** How callers wait. */
    public ConnectionPoolBuilder<C> waiting(WaitOptions value) {
        waiting = requireNonNull(value, "waiting");
        return this;
    }

    /** Hears what happens, besides the log; several can be given, and none of them waits for another. */
    public ConnectionPoolBuilder<C> listener(PoolListener value) {
        listeners.add(requireNonNull(value, "listener"));
        return this;
    }

    /** Whether it is measured how long leases are held, for {@code view()}; sampled by default. */
    public ConnectionPoolBuilder<C> timing(Timing value) {
        timing = requireNonNull(value, "timing");
        return this;
    }

    /** How discovery's answers are followed: what is believed, and how fast endpoints may come and go. */
    public ConnectionPoolBuilder<C> follow(FollowOptions value) {
        follow = requireNonNull(value, "follow");
        return this;
    }

    /** Short for {@link FollowOptions#withEmptyAnswer}; by default the last good set is kept. */
    public ConnectionPoolBuilder<C> emptyAnswer(EmptyAnswer value) {
        follow = follow.withEmptyAnswer(value);
        return this;
    }

    /** The clock and timers to use; by default a {@code SystemTime} of the pool's own, which ends with it. */
    public ConnectionPoolBuilder<C> time(Time value) {
        time = Optional.of(requireNonNull(value, "time"));
        return this;
    }

    /**
     * Closes connections, runs look-ups that block and calls listeners; by default threads of the pool's own, which end
     * with it. One with a single thread lets a listener that is stuck hold up all of this, and connections stay open when the
     * pool is closed.
     */
    public ConnectionPoolBuilder<C> executor(Executor value) {
        executor = Optional.of(requireNonNull(value, "executor"));
        return this;
    }

    /** The source of jitter; a seeded one makes runs repeatable. */
    public ConnectionPoolBuilder<C> random(RandomGenerator value) {
        random = requireNonNull(value, "random");
        return this;
    }

    /** Builds the pool and starts discovery. Connections are opened when they are needed, or up to the minimum. */
    public ConnectionPool<C> build() {
        return Assembly.assemble(this, name.orElseGet(() -> "pool-" + unnamed.incrementAndGet()));
    }

    /**
     * Builds the pool and waits until at least one endpoint has a connection. A lease is taken and returned for that, which
     * uses one permit of a rate.
     *
     * @throws PoolExhaustedException if the time-out passes first, saying why for each endpoint; the pool is closed
     * @throws InterruptedException if the thread is interrupted while it waits; the pool is closed
     */
    public ConnectionPool<C> buildEager(Duration timeout) throws InterruptedException {
        ConnectionPool<C> built = build();
        try {
            built.acquire(timeout).close();
            return built;
        } catch (PoolExhaustedException | InterruptedException e) {
            built.close(Duration.ZERO);
            throw e;
        }
    }
}
