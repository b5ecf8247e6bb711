// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.balance.Candidate;
import dev.hawser.balance.Load;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Unavailable;
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
    final Reach reach = new Reach();
    private final Load load;
    private final LongAdder failures = new LongAdder();
    private volatile Endpoint endpoint;

    /** The connections that take calls. Replaced as a whole under the pool's lock. */
    private volatile List<Link<C>> links = List.of();

    /** Raised by callers who want a connection, and lowered under the lock when asking again is of use. */
    final AtomicBoolean asked = new AtomicBoolean();

    // Under the pool's lock from here on.

    /** Connections that finish what they have, or are being closed. */
    final Set<Link<C>> retired = new LinkedHashSet<>();

    @Nullable
    Attempt<C> attempt;

    /** Somebody wants a first connection. */
    boolean wanted;

    boolean removed;
    EndpointState told = EndpointState.IDLE;
    private long endedBefore;

    Member(Endpoint endpoint, Setup<C> setup) {
        this.endpoint = endpoint;
        this.setup = setup;
        this.load = new Load(setup.time());
    }

    // ---- on the way of calls

    /** Enters the less loaded of two connections; null if there is none with room. */
    @Nullable
    SharedConnection<C> enter(CallKind kind) {
        List<Link<C>> all = links;
        if (all.isEmpty()) {
            return null;
        }
        int stripe = Usage.stripe();
        int first = all.size() == 1 ? 0 : lessLoaded(all, stripe);
        SharedConnection<C> entered = all.get(first).enter(stripe, kind);
        for (int i = 1; entered == null && i < all.size(); i++) {
            entered = all.get((first + i) % all.size()).enter(stripe, kind);
        }
        if (entered != null && kind == CallKind.WEIGHED) {
            load.started();
        }
        return entered;
    }

    /**
     * Two at random, and of those the one with less in flight from this thread's stripe: if each stripe's calls are
     * spread evenly, so are all, and nobody need look at what other threads write.
     */
    private int lessLoaded(List<Link<C>> all, int stripe) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int one = random.nextInt(all.size());
        int other = all.size() == 2 ? 1 - one : (one + 1 + random.nextInt(all.size() - 1)) % all.size();
        return all.get(other).usage.inFlight(stripe) < all.get(one).usage.inFlight(stripe) ? other : one;
    }

    boolean hasRoom() {
        for (Link<C> link : links) {
            if (link.usage.hasRoom()) {
                return true;
            }
        }
        return false;
    }

    boolean isUnconnected() {
        return links.isEmpty();
    }

    /** Wants one more connection; says so once until it can make a difference again. */
    void ask() {
        if (!asked.get() && asked.compareAndSet(false, true)) {
            setup.signals().asked(this);
        }
    }

    void succeeded(CallKind kind, long elapsedNanos) {
        if (kind == CallKind.WEIGHED) {
            long now = setup.time().nanoTime();
            if (elapsedNanos > 0) {
                load.succeeded(elapsedNanos, now);
            } else {
                load.cancelled(0, now);
            }
        }
    }

    void failed(CallKind kind, Throwable cause) {
        failures.increment();
        if (kind == CallKind.WEIGHED) {
            load.failed(setup.time().nanoTime());
        }
    }

    void cancelled(CallKind kind, long elapsedNanos) {
        if (kind == CallKind.WEIGHED) {
            load.cancelled(elapsedNanos, setup.time().nanoTime());
        }
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public Load load() {
        return load;
    }

    Address address() {
        return endpoint.address();
    }

    // ---- under the pool's lock

    void describe(Endpoint described) {
        endpoint = described;
    }

    List<Link<C>> links() {
        return links;
    }

    void add(Link<C> link) {
        List<Link<C>> more = new ArrayList<>(links);
        more.add(link);
        links = List.copyOf(more);
    }

    /** False if it was not among those that take calls. */
    boolean retire(Link<C> link) {
        List<Link<C>> fewer = new ArrayList<>(links);
        if (!fewer.remove(link)) {
            return false;
        }
        links = List.copyOf(fewer);
        retired.add(link);
        return true;
    }

    void closed(Link<C> link) {
        retired.remove(link);
        endedBefore += link.usage.ended();
    }

    /** No connection, and the latest attempt failed: callers need not be sent here. */
    boolean isDown() {
        return reach.failures() > 0 && links.isEmpty();
    }

    boolean isGone() {
        return removed && retired.isEmpty();
    }

    /** Calls on the connections that take more. */
    int inFlight() {
        return links.stream().mapToInt(link -> link.usage.inFlight()).sum();
    }

    /** Calls on all connections. */
    int inFlightInAll() {
        return inFlight()
                + retired.stream().mapToInt(link -> link.usage.inFlight()).sum();
    }

    long ended() {
        return endedBefore
                + links.stream().mapToLong(link -> link.usage.ended()).sum()
                + retired.stream().mapToLong(link -> link.usage.ended()).sum();
    }

    long callFailures() {
        return failures.sum();
    }

    /** Whether one more connection is wanted now, if it may be had. */
    boolean wantsMore() {
        int connected = links.size();
        SharingOptions sharing = setup.sharing();
        return connected < sharing.minConnections()
                || (connected == 0 && (wanted || isDown()))
                || (connected > 0 && inFlight() > (long) sharing.targetInFlight() * connected);
    }

    boolean mayConnect(long now) {
        return !removed
                && attempt == null
                && !reach.isBackingOff(now)
                && links.size() < setup.sharing().maxConnections();
    }

    EndpointState state() {
        if (removed) {
            return EndpointState.DRAINING;
        }
        if (!links.isEmpty()) {
            return EndpointState.UP;
        }
        return isDown() ? EndpointState.DOWN : attempt != null ? EndpointState.CONNECTING : EndpointState.IDLE;
    }

    /** Why it cannot serve right now; empty if it can, or could if somebody wanted it to. */
    Optional<Unavailable> unavailable(long now) {
        if (removed) {
            return Optional.of(new Unavailable.Draining());
        }
        if (isDown()) {
            return Optional.of(reach.down(now));
        }
        if (links.isEmpty()) {
            return attempt == null ? Optional.empty() : Optional.of(new Unavailable.Connecting(1));
        }
        return hasRoom() ? Optional.empty() : Optional.of(new Unavailable.Saturated(inFlight(), links.size()));
    }

    /** The same for somebody who waits, and so cannot be served by anybody. */
    Unavailable reason(long now) {
        int opening = attempt == null ? 0 : 1;
        return unavailable(now)
                .orElseGet(() -> links.isEmpty()
                        ? new Unavailable.Connecting(opening)
                        : new Unavailable.Saturated(inFlight(), links.size()));
    }

    Duration retryIn(long now) {
        return Duration.ofNanos(Math.max(0, reach.retryAt() - now));
    }
}
