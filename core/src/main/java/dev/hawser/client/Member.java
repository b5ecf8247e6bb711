// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.balance.Candidate;
import dev.hawser.balance.Load;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.Fault;
import dev.hawser.internal.StateReason;
import dev.hawser.internal.Steered;
import dev.hawser.limit.RateGate;
import dev.hawser.pool.Counts;
import dev.hawser.pool.EndpointPool;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LeaseOwner;
import dev.hawser.pool.Slot;
import dev.hawser.view.EndpointView.Steering;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of this pool: its connections, its rate, its load, and how connecting to it has gone. Survives updates
 * from discovery.
 *
 * <p>{@link #tryLease} and the endings of leases are called by any thread; everything else under the client's lock.
 *
 * @param <C> the connection
 */
final class Member<C> implements Candidate, LeaseOwner<C> {

    final EndpointPool<C> pool;
    private final PoolSetup<C> setup;
    private final Optional<RateGate> gate;
    private final Load load;
    private final boolean plain;

    /** Attempts to open that are under way, and those of them that nobody counts on any more. */
    int opening;

    int stalled;

    boolean draining;
    final Steered steered;
    private EndpointState told = EndpointState.IDLE;
    long opened;
    long failed;

    /** Leases that ended by the endpoint's fault. */
    private final LongAdder broken = new LongAdder();

    /** The latest failure by its fault. Written by whoever hears of one. */
    volatile @Nullable Fault latest;

    // How connecting has gone. Meaningful while failures > 0.
    private int failures;
    private long downSince;
    private long retryAt;
    private Throwable cause = new IllegalStateException("never failed");

    Member(Endpoint endpoint, PoolSetup<C> setup, long now) {
        this.setup = setup;
        this.load = new Load(setup.time());
        this.gate = setup.newGate(now);
        this.plain = gate.isEmpty() && !setup.usesLoad();
        this.steered = new Steered(endpoint);
        this.pool = setup.newPool(endpoint, this);
    }

    // ---- the hot path

    /** Leases an idle connection if the rate allows it; null if there is none or not yet. */
    @Nullable
    Lease<C> tryLease() {
        if (plain) {
            return pool.tryLease(0);
        }
        long now = setup.time().nanoTime();
        return tryLease(now, now);
    }

    /** @param since when the caller began to wait, which is what a rate charged when due counts from */
    @Nullable
    Lease<C> tryLease(long now, long since) {
        if (!mayLease(now, 0)) {
            return null;
        }
        Lease<C> lease = pool.tryLease(now);
        if (lease == null) {
            return null;
        }
        if (gate.isPresent() && !gate.get().tryAcquire(now, since) && pool.putBack(lease)) {
            return null; // somebody else took the permit between our two looks at the gate
        }
        if (setup.usesLoad()) {
            load.started();
        }
        return lease;
    }

    /** Whether the rate allows one more lease after {@code pending} others. */
    boolean mayLease(long now, int pending) {
        return gate.isEmpty() || gate.get().waitNanos(now, pending) <= 0;
    }

    @Override
    public void returned(long since) {
        if (setup.usesLoad()) {
            long now = setup.time().nanoTime();
            load.succeeded(now - since, now);
        }
        setup.ends().returned(this);
    }

    @Override
    public void ended(Slot<C> slot, long since, CloseReason reason, @Nullable Throwable problem) {
        if (problem != null) {
            broken.increment();
            setup.tally().failed();
        }
        if (setup.usesLoad()) {
            long now = setup.time().nanoTime();
            if (problem == null) {
                load.succeeded(now - since, now);
            } else {
                load.failed(now);
            }
        }
        if (problem != null) {
            latest = new Fault(problem, setup.time().nanoTime());
        }
        setup.ends().ended(this, slot, reason, problem);
    }

    /** Nobody will end that lease any more: it must not weigh on the endpoint for ever. */
    void leaseLost(long heldNanos, long now) {
        if (setup.usesLoad()) {
            load.cancelled(heldNanos, now);
        }
    }

    long broken() {
        return broken.sum();
    }

    @Override
    public void misused(String mistake) {
        setup.ends().misused(this, mistake);
    }

    @Override
    public Endpoint endpoint() {
        return pool.endpoint();
    }

    @Override
    public Load load() {
        return load;
    }

    Address address() {
        return endpoint().address();
    }

    // ---- under the client's lock

    /** Discovery says something new about it. */
    void describe(Endpoint described) {
        steered.describe(described);
        pool.describe(steered.endpoint());
    }

    /** @return what that changed, in words; empty if nothing */
    Optional<String> steer(UnaryOperator<Steering> change) {
        Optional<String> what = steered.steer(change);
        pool.describe(steered.endpoint());
        return what;
    }

    /** Gets nothing new: discovery has removed it, or an operator has drained it. */
    boolean isShut() {
        return draining || steered.isDrained();
    }

    /**
     * Whether a lease could be had, or a connection opened, right now. Each connection being opened has a claim on a
     * permit, which holds against opening more, but not against what is idle: it may hang for long.
     */
    boolean isReady(long now) {
        return hasIdle(now) || (mayLease(now, opening) && mayOpen(now));
    }

    boolean hasIdle(long now) {
        return !isShut() && mayLease(now, 0) && pool.hasIdle();
    }

    /**
     * Whether one more connection may be opened. After a failure one attempt at a time is the probe; and nothing is
     * opened beside an attempt that has stalled, because it would most likely hang as well.
     */
    boolean mayOpen(long now) {
        return !isShut() && opening < mostOpening() && stalled == 0 && !isBackingOff(now) && pool.hasRoom();
    }

    private int mostOpening() {
        return failures > 0 ? 1 : setup.pool().maxConnecting();
    }

    boolean isBackingOff(long now) {
        return failures > 0 && retryAt - now > 0;
    }

    /** No connection, and the latest attempt failed: callers need not be sent here. */
    boolean isDown() {
        return failures > 0 && pool.counts().live() == 0;
    }

    /** Fewer connections than the minimum, and a moment at which one may be opened in the background. */
    boolean wantsRefill(long now) {
        Counts counts = pool.counts();
        return counts.live() + counts.connecting() < setup.pool().minConnections() && opening == 0 && mayOpen(now);
    }

    void connectFailed(Throwable problem, long now) {
        if (failures == 0) {
            downSince = now;
        }
        failures = Math.min(failures + 1, Integer.MAX_VALUE - 1);
        failed++;
        cause = problem;
        latest = new Fault(problem, now);
        retryAt = now + setup.backoffNanos(failures);
    }

    void connectSucceeded() {
        failures = 0;
        opened++;
    }

    int failures() {
        return failures;
    }

    Throwable cause() {
        return cause;
    }

    long retryAt() {
        return retryAt;
    }

    /** The earliest moment from now on at which this endpoint might serve without anything else happening. */
    OptionalLong readyAt(long now) {
        if (isShut()) {
            return OptionalLong.empty();
        }
        if (pool.hasIdle()) {
            return OptionalLong.of(now + gate.map(g -> g.waitNanos(now, 0)).orElse(0L));
        }
        if (opening >= mostOpening() || stalled > 0 || !pool.hasRoom()) {
            return OptionalLong.empty();
        }
        long wait = gate.map(g -> g.waitNanos(now, opening)).orElse(0L);
        return OptionalLong.of(now + Math.max(wait, isBackingOff(now) ? retryAt - now : 0));
    }

    /** The part of its rate that is used up; absent without a limit. */
    OptionalDouble rateUsed(long now) {
        return gate.map(g -> OptionalDouble.of(g.used(now))).orElse(OptionalDouble.empty());
    }

    /** Closes what is idle, and what is leased when it comes back. */
    void retireAll(CloseReason reason, Effects<C> effects) {
        for (Slot<C> slot : pool.retireAll(reason)) {
            effects.close(this, slot, reason, null);
        }
    }

    /** Takes away what its holders have not returned. */
    void seize(Effects<C> effects) {
        for (Slot<C> slot : pool.seizeLeased()) {
            effects.close(this, slot, CloseReason.POOL_CLOSED, null);
        }
    }

    /** What there is to tell of its state since this was last asked. */
    Optional<PoolEvent> stateChange(long now) {
        EndpointState from = told;
        EndpointState to = state();
        if (from == to) {
            return Optional.empty();
        }
        told = to;
        String why = StateReason.of(from, to, unavailable(now), "");
        return Optional.of(new PoolEvent.EndpointStateChanged(setup.name(), address(), from, to, why));
    }

    EndpointState state() {
        Counts counts = pool.counts();
        if (isShut()) {
            return EndpointState.DRAINING;
        }
        if (counts.live() > 0) {
            return EndpointState.UP;
        }
        return failures > 0 ? EndpointState.DOWN : opening > 0 ? EndpointState.CONNECTING : EndpointState.IDLE;
    }

    /** Why it cannot serve right now; empty if it can. */
    Optional<Unavailable> unavailable(long now) {
        if (draining) {
            return Optional.of(new Unavailable.Draining());
        }
        if (steered.isDrained()) {
            return Optional.of(new Unavailable.Drained());
        }
        Counts counts = pool.counts();
        if (failures > 0 && counts.live() == 0) {
            return Optional.of(down(now));
        }
        long wait = gate.map(g -> g.waitNanos(now, 0)).orElse(0L);
        if (wait > 0) {
            return Optional.of(new Unavailable.RateLimited(Duration.ofNanos(wait)));
        }
        if (counts.idle() > 0) {
            return Optional.empty();
        }
        if (!pool.hasRoom() && opening == 0) {
            return Optional.of(new Unavailable.Full(counts.total(), pool.max()));
        }
        if (opening > 0) {
            return Optional.of(new Unavailable.Connecting(opening));
        }
        return isBackingOff(now) ? Optional.of(down(now)) : Optional.empty();
    }

    private Unavailable down(long now) {
        return new Unavailable.Down(
                Duration.ofNanos(now - downSince), failures, cause, Duration.ofNanos(Math.max(0, retryAt - now)));
    }
}
