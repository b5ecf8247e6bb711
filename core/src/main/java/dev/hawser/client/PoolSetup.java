// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.balance.Balancer;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.CloseReason;
import dev.hawser.failover.Backoff;
import dev.hawser.internal.Tally;
import dev.hawser.internal.engine.Waits;
import dev.hawser.limit.RateGate;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.EndpointPool;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.pool.PoolOptions;
import dev.hawser.pool.ReturnSignal;
import dev.hawser.pool.Slot;
import dev.hawser.pool.UseTimes;
import dev.hawser.time.Time;
import dev.hawser.transport.Transport;
import dev.hawser.view.Setting;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all members of one pool share: the user's choices as they were when the pool was built, the clock, and who
 * hears of ended leases. Immutable, but for what is counted.
 *
 * @param <C> the connection
 */
final class PoolSetup<C> {

    /** Where a backoff of zero and a connect that fails at once would spin. A thousand attempts a second are eager. */
    private static final long SHORTEST_BACKOFF_NANOS = 1_000_000;

    private final String name;
    private final Time time;
    private final Ends<C> ends;
    private final ReturnSignal signal;
    private final Transport<C> transport;
    private final Balancer balancer;
    private final RateLimit rateLimit;
    private final Backoff backoff;
    private final PoolOptions pool;
    private final LifetimeOptions lifetime;
    private final WaitOptions waiting;
    private final RandomGenerator random;
    private final boolean usesLoad;
    private final Waits waits;
    private final UseTimes uses;
    private final Tally tally = new Tally();
    private final Map<String, Setting> settings;

    PoolSetup(ConnectionPoolBuilder<C> chosen, String name, Time time, Ends<C> ends, ReturnSignal signal) {
        this.name = name;
        this.time = time;
        this.ends = ends;
        this.signal = signal;
        this.transport = chosen.transport;
        this.balancer = chosen.balancer;
        this.rateLimit = chosen.rateLimit;
        this.backoff = chosen.backoff;
        this.pool = chosen.pool;
        this.lifetime = chosen.lifetime;
        this.waiting = chosen.waiting;
        this.random = chosen.random;
        this.usesLoad = chosen.balancer.usesLoad();
        this.waits = new Waits(name, time, tally, chosen.waiting.longWait());
        this.uses = new UseTimes(chosen.timing, time);
        this.settings = Chosen.settings(chosen);
    }

    String name() {
        return name;
    }

    /** All of it. */
    Map<String, Setting> settings() {
        return settings;
    }

    Time time() {
        return time;
    }

    Ends<C> ends() {
        return ends;
    }

    Transport<C> transport() {
        return transport;
    }

    Balancer balancer() {
        return balancer;
    }

    boolean usesLoad() {
        return usesLoad;
    }

    /** How long leases are held. */
    UseTimes uses() {
        return uses;
    }

    /** What else is done. */
    Tally tally() {
        return tally;
    }

    PoolOptions pool() {
        return pool;
    }

    LifetimeOptions lifetime() {
        return lifetime;
    }

    WaitOptions waiting() {
        return waiting;
    }

    /** How long callers wait. */
    Waits waits() {
        return waits;
    }

    boolean isRateLimited() {
        return !rateLimit.isNone();
    }

    /** Whether leak reports are wanted, which show the stacks of callers. */
    boolean isTracked() {
        return lifetime.leakThreshold().isPresent();
    }

    Optional<RateGate> newGate(long now) {
        return rateLimit.isNone() ? Optional.empty() : Optional.of(new RateGate(rateLimit, now));
    }

    EndpointPool<C> newPool(Endpoint endpoint, Member<C> owner) {
        return new EndpointPool<>(
                endpoint, new EndpointPool.Terms<>(name, transport, pool, lifetime, uses), owner, signal, usesLoad);
    }

    /** How long to leave an endpoint alone after so many failures in a row. */
    long backoffNanos(int failures) {
        return Math.max(SHORTEST_BACKOFF_NANOS, backoff.delayNanos(failures, random));
    }

    /** When a connection opened now is to be retired: its maximum lifetime, give or take the jitter. */
    long expiryOf(long now) {
        double jitter = lifetime.lifetimeJitter() * (2 * random.nextDouble() - 1);
        return now
                + lifetime.maxLifetime()
                        .map(d -> (long) (d.toNanos() * (1 + jitter)))
                        .orElse(0L);
    }

    /**
     * Hears of leases that end, on the thread that ended them and without a lock.
     *
     * @param <C> the connection
     */
    interface Ends<C> {
        void returned(Member<C> member);

        void ended(Member<C> member, Slot<C> slot, CloseReason reason, @Nullable Throwable cause);

        void misused(Member<C> member, String mistake);
    }
}
