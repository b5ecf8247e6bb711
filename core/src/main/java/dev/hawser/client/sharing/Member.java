// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.balance.Candidate;
import dev.hawser.balance.Load;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.event.PoolEvent;
import dev.hawser.health.EndpointHealth;
import dev.hawser.health.Trust;
import dev.hawser.internal.Fault;
import dev.hawser.internal.StateReason;
import dev.hawser.internal.Steered;
import dev.hawser.internal.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of this pool: its connections, its load, and how connecting to it has gone. Survives updates from discovery.
 *
 * @param <C> the connection
 */
final class Member<C> implements Candidate {

    final Setup<C> setup;
    final EndpointHealth health;
    final Reach reach = new Reach();
    private final Load load;
    private final LongAdder failures = new LongAdder();
    final Steered steered;

    /** The latest failure by its fault. Written by whoever hears of one. */
    volatile @Nullable Fault latest;

    /** The connections that take calls. Replaced as a whole under the pool's lock. */
    private volatile Link<C>[] links = array(List.of());

    /** Raised by callers who want a connection, and lowered under the lock when asking again is of use. */
    final AtomicBoolean asked = new AtomicBoolean();

    // Under the pool's lock from here on.

    /** Connections that finish what they have, or are being closed. */
    final Set<Link<C>> retired = new LinkedHashSet<>();

    @Nullable
    Attempt<C> attempt;

    /** Somebody wants a first connection. */
    boolean wanted;

    /** Connections that are to be replaced, the oldest first. */
    final Set<Link<C>> aged = new LinkedHashSet<>();

    /** Until when it is being seen whether it needs all its connections, and for how long it has needed none. */
    long observedUntil;

    int idleGraces;

    /** Connections in a row that were lost as soon as they were opened. */
    int shortLives;

    /** Checks in a row that passed. */
    int passes;

    /** Why its health changed last. */
    String changedBy = "";

    /** Discovery doesn't know it any more; for ever, if the address comes back it is somebody new. */
    boolean removed;

    boolean toldDown;
    private EndpointState told = EndpointState.IDLE;
    long opened;
    private long endedBefore;

    Member(Endpoint endpoint, Setup<C> setup, EndpointHealth health) {
        this.steered = new Steered(endpoint);
        this.setup = setup;
        this.health = health;
        this.load = new Load(setup.time());
    }

    // ---- on the way of calls

    /** Enters the less loaded of two connections; null if there is none with room, or the endpoint is left alone. */
    @Nullable
    SharedConnection<C> enter(boolean weighed) {
        Link<C>[] all = links;
        if (all.length == 0) {
            return null;
        }
        long ticket = health.tryEnter();
        if (ticket == EndpointHealth.REFUSED) {
            return null;
        }
        SharedConnection<C> entered = enter(all, weighed, ticket);
        if (entered == null && ticket != EndpointHealth.REGULAR) {
            giveBack(ticket);
        }
        return entered;
    }

    /** The same, whatever its health. */
    @Nullable
    SharedConnection<C> enterUntrusted(boolean weighed) {
        Link<C>[] all = links;
        return all.length == 0 ? null : enter(all, weighed, EndpointHealth.REGULAR);
    }

    private @Nullable SharedConnection<C> enter(Link<C>[] all, boolean weighed, long ticket) {
        int stripe = Usage.stripe();
        int first = all.length == 1 ? 0 : lessLoaded(all, stripe);
        SharedConnection<C> entered = all[first].enter(stripe, weighed, ticket);
        for (int i = 1; entered == null && i < all.length; i++) {
            entered = all[(first + i) % all.length].enter(stripe, weighed, ticket);
        }
        if (entered != null && weighed) {
            load.started();
        }
        return entered;
    }

    /**
     * Two at random, and of those the one with less in flight from this thread's stripe: if each stripe's calls are
     * spread evenly, so are all, and nobody need look at what other threads write.
     */
    private int lessLoaded(Link<C>[] all, int stripe) {
        int size = all.length;
        int random = ThreadLocalRandom.current().nextInt();
        int one = below(size, random & 0xFFFF);
        int step = 1 + below(size - 1, random >>> 16);
        int other = one + step < size ? one + step : one + step - size;
        return all[other].usage.inFlight(stripe) < all[one].usage.inFlight(stripe) ? other : one;
    }

    /** Spreads 16 random bits over 0 to bound - 1; even enough for the number of connections there can be. */
    private static int below(int bound, int bits) {
        return bound * bits >>> 16;
    }

    boolean hasRoom() {
        if (!health.admits()) {
            return false;
        }
        for (Link<C> link : links) {
            if (link.usage.hasRoom()) {
                return true;
            }
        }
        return false;
    }

    boolean isUnconnected() {
        return links.length == 0;
    }

    /** Wants one more connection; says so once until it can make a difference again. */
    void ask() {
        if (!asked.get() && asked.compareAndSet(false, true)) {
            setup.signals().asked(this);
        }
    }

    void succeeded(boolean weighed, long ticket, long elapsedNanos) {
        if (weighed) {
            long now = setup.time().nanoTime();
            if (elapsedNanos > 0) {
                load.succeeded(elapsedNanos, now);
            } else {
                load.cancelled(0, now);
            }
        }
        if (ticket == EndpointHealth.REGULAR) {
            health.succeeded();
        } else {
            setup.signals().probed(this, ticket, true);
        }
    }

    void failed(boolean weighed, long ticket, Throwable cause) {
        failures.increment();
        setup.tally().failed();
        long now = setup.time().nanoTime();
        latest = new Fault(cause, now);
        if (weighed) {
            load.failed(now);
        }
        if (ticket != EndpointHealth.REGULAR) {
            setup.signals().probed(this, ticket, false);
        } else if (health.failed(now)) {
            setup.signals().suspected(this);
        }
    }

    void cancelled(boolean weighed, long ticket, long elapsedNanos) {
        if (weighed) {
            load.cancelled(elapsedNanos, setup.time().nanoTime());
        }
        if (ticket != EndpointHealth.REGULAR) {
            giveBack(ticket);
        }
    }

    private void giveBack(long ticket) {
        health.giveBack(ticket);
        setup.left(); // whoever found the endpoint closed meanwhile may be the next to try
    }

    @Override
    public Endpoint endpoint() {
        return steered.endpoint();
    }

    @Override
    public Load load() {
        return load;
    }

    Address address() {
        return endpoint().address();
    }

    // ---- under the pool's lock

    List<Link<C>> links() {
        return List.of(links);
    }

    void add(Link<C> link) {
        List<Link<C>> more = new ArrayList<>(links());
        more.add(link);
        opened++;
        links = array(more);
    }

    /** False if it was not among those that take calls. */
    boolean retire(Link<C> link) {
        List<Link<C>> fewer = new ArrayList<>(links());
        if (!fewer.remove(link)) {
            return false;
        }
        links = array(fewer);
        aged.remove(link);
        retired.add(link);
        return true;
    }

    @SuppressWarnings("unchecked") // there are no arrays of generic types
    private static <C> Link<C>[] array(List<Link<C>> links) {
        return links.toArray((Link<C>[]) new Link<?>[0]);
    }

    void closed(Link<C> link) {
        retired.remove(link);
        endedBefore += link.endedAtLast();
    }

    /** Connecting failed, or was of no use. */
    void unreachable(Throwable cause, long backoff, long now) {
        reach.failed(cause, now, backoff);
        latest = new Fault(cause, now);
    }

    /** Gets nothing new: discovery has removed it, or an operator has drained it. */
    boolean isShut() {
        return removed || steered.isDrained();
    }

    /** No connection, and the latest attempt failed: callers need not be sent here. */
    boolean isDown() {
        return reach.failures() > 0 && isUnconnected();
    }

    /** Its checks fail. */
    boolean isUnfit() {
        return health.trust() == Trust.UNFIT;
    }

    /** Why its health is as it is. */
    String verdict() {
        return health.trust() == Trust.TRUSTED ? changedBy : health.why();
    }

    boolean isGone() {
        return removed && retired.isEmpty();
    }

    /** Calls on the connections that take more. */
    int inFlight() {
        return links().stream().mapToInt(link -> link.usage.inFlight()).sum();
    }

    /** Calls on all connections. */
    int inFlightInAll() {
        return inFlight()
                + retired.stream().mapToInt(link -> link.usage.inFlight()).sum();
    }

    long ended() {
        return endedBefore
                + links().stream().mapToLong(link -> link.usage.ended()).sum()
                + retired.stream().mapToLong(link -> link.usage.ended()).sum();
    }

    long callFailures() {
        return failures.sum();
    }

    /** Calls that ended, and not by the endpoint's fault. */
    long answered() {
        return ended() - callFailures();
    }

    /** Whether one more connection is wanted now, if it may be had. */
    boolean wantsMore() {
        int connected = links.length;
        SharingOptions sharing = setup.sharing();
        return connected < sharing.minConnections()
                || (connected == 0 && (wanted || isDown() || isUnfit()))
                || !aged.isEmpty()
                || (connected > 0 && inFlight() > (long) sharing.targetInFlight() * connected);
    }

    boolean mayConnect(long now) {
        return !isShut()
                && attempt == null
                && !reach.isBackingOff(now)
                && links.length - (aged.isEmpty() ? 0 : 1) < setup.sharing().maxConnections();
    }

    /** What there is to tell of its state since this was last asked. */
    Optional<PoolEvent> stateChange(long now) {
        EndpointState from = told;
        EndpointState to = state();
        if (from == to) {
            return Optional.empty();
        }
        told = to;
        String why = StateReason.of(from, to, unavailable(now), verdict());
        return Optional.of(new PoolEvent.EndpointStateChanged(setup.name(), address(), from, to, why));
    }

    EndpointState state() {
        if (isShut()) {
            return EndpointState.DRAINING;
        }
        if (isDown()) {
            return EndpointState.DOWN;
        }
        if (health.trust() != Trust.TRUSTED) {
            return EndpointState.EJECTED;
        }
        return !isUnconnected() ? EndpointState.UP : attempt != null ? EndpointState.CONNECTING : EndpointState.IDLE;
    }

    /** Why it cannot serve right now; empty if it can, or could if somebody wanted it to. */
    Optional<Unavailable> unavailable(long now) {
        if (removed) {
            return Optional.of(new Unavailable.Draining());
        }
        if (steered.isDrained()) {
            return Optional.of(new Unavailable.Drained());
        }
        if (isDown()) {
            return Optional.of(reach.down(now));
        }
        if (!health.admits()) {
            return Optional.of(new Unavailable.Ejected(health.why(), Duration.ofNanos(health.retryInNanos(now))));
        }
        if (isUnconnected()) {
            return attempt == null ? Optional.empty() : Optional.of(new Unavailable.Connecting(1));
        }
        return hasRoom() ? Optional.empty() : Optional.of(new Unavailable.Saturated(inFlight(), links.length));
    }

    /** The same for somebody who waits, and so cannot be served by anybody. */
    Unavailable reason(long now) {
        int opening = attempt == null ? 0 : 1;
        return unavailable(now)
                .orElseGet(() -> isUnconnected()
                        ? new Unavailable.Connecting(opening)
                        : new Unavailable.Saturated(inFlight(), links.length));
    }
}
