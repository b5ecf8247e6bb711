// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.CloseReason;
import dev.hawser.internal.jfr.Flight;
import dev.hawser.internal.jfr.Flights;
import dev.hawser.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one endpoint: who has which, and how many there may be.
 *
 * <p>It decides nothing and waits for nothing: it does not open, close or check connections, has no queue, and reads a
 * clock only for the few leases whose time is taken. {@link #tryLease} and the ending of a lease may be called by any thread and take no lock; every other method
 * is called by the client under its lock. Connections being opened, checked and closed count toward the maximum, so
 * that there are never more than that.
 *
 * @param <C> the connection
 */
public final class EndpointPool<C> {

    private final String name;
    private final Transport<C> transport;
    private final PoolOptions options;
    private final LeaseOwner<C> owner;

    /** Whether to remember who took a lease, for leak reports. */
    private final boolean tracked;

    /** Whether the owner wants to know of every return, and when the lease began. */
    private final boolean timed;

    private final boolean nearest;
    private final boolean oldest;
    private final ReturnSignal signal;

    /** Whether a returned connection must be checked before each use. */
    private final boolean alwaysStale;

    private final UseTimes uses;

    /** Whether each ending has more to it than making the slot idle. */
    private final boolean endsSlowly;

    /** Orders returns where the idle order asks for it; also makes versions unique. */
    private final AtomicLong returns = new AtomicLong();

    private volatile Endpoint endpoint;
    private volatile Slot<C>[] slots = newSlots(0);

    /** @param timed whether the owner hears of every return, or only while its signal is raised */
    public EndpointPool(Endpoint endpoint, Terms<C> terms, LeaseOwner<C> owner, ReturnSignal signal, boolean timed) {
        this.endpoint = endpoint;
        this.name = terms.name();
        this.transport = terms.transport();
        this.options = terms.options();
        this.owner = owner;
        this.signal = signal;
        this.uses = terms.uses();
        this.timed = timed;
        this.nearest = options.idleOrder() == IdleOrder.NEAREST;
        this.oldest = options.idleOrder() == IdleOrder.OLDEST_FIRST;
        this.tracked = terms.lifetime().leakThreshold().isPresent();
        this.alwaysStale =
                terms.lifetime().validateAfter().map(Duration::isZero).orElse(false);
        this.endsSlowly = timed || alwaysStale;
    }

    /**
     * What the pools of one client have in common.
     *
     * @param <C> the connection
     * @param name of the client
     * @param transport lends connections to their holders
     * @param options how many connections there may be
     * @param lifetime how long they live
     * @param uses takes the time of some leases
     */
    public record Terms<C>(
            String name, Transport<C> transport, PoolOptions options, LifetimeOptions lifetime, UseTimes uses) {}

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Takes over a new description of the same address; connections are not touched. */
    public void describe(Endpoint updated) {
        endpoint = updated;
    }

    public int max() {
        return options.maxConnections();
    }

    /** How many are kept open in the background. */
    public int min() {
        return options.minConnections();
    }

    // ---- the hot path

    /**
     * Leases an idle connection that needs no check, in the idle order; null if there is none. (Null, because this is
     * the one place where an Optional would be measured.) No lock: one compare-and-set, which one thread wins.
     */
    public @Nullable Lease<C> tryLease(long since) {
        Slot<C>[] all = slots;
        return nearest ? leaseNearest(all, since) : leaseInOrder(all, since);
    }

    /** Starts at a place of the thread's own, so that threads seldom write to the same cache line. */
    private @Nullable Lease<C> leaseNearest(Slot<C>[] all, long since) {
        int n = all.length;
        int i = n == 0 ? 0 : start(n);
        for (int k = 0; k < n; k++) {
            Slot<C> slot = all[i];
            long seen = slot.state();
            if (isFreshIdle(seen) && slot.idleToLeased(seen)) {
                return lease(slot, seen, since);
            }
            i = i + 1 == n ? 0 : i + 1;
        }
        return null;
    }

    /** Thread ids are handed out one by one, so masking spreads the threads of one executor without a collision. */
    @SuppressWarnings("deprecation") // threadId() is not there in Java 17
    private static int start(int n) {
        int mask = Integer.highestOneBit(n * 2 - 1) - 1;
        int i = (int) Thread.currentThread().getId() & mask;
        return i < n ? i : i - n;
    }

    /** The least or greatest version first: versions count returns here. Tries again where another thread was faster. */
    private @Nullable Lease<C> leaseInOrder(Slot<C>[] all, long since) {
        while (true) {
            Slot<C> best = null;
            long bestSeen = 0;
            for (Slot<C> slot : all) {
                long seen = slot.state();
                if (isFreshIdle(seen) && (best == null || oldest == seen < bestSeen)) {
                    best = slot;
                    bestSeen = seen;
                }
            }
            if (best == null) {
                return null;
            }
            if (best.idleToLeased(bestSeen)) {
                return lease(best, bestSeen, since);
            }
        }
    }

    private Lease<C> lease(Slot<C> slot, long idleState, long since) {
        long token = Slot.tokenOf(idleState);
        Lease<C> lease = new Lease<>(slot, token);
        if (timed) {
            slot.leasedAt(since);
        }
        if (uses.takes(Slot.version(idleState))) {
            beginTimed(slot, token);
        }
        if (tracked) {
            slot.track(token, lease, takenHere());
        }
        return lease;
    }

    private void beginTimed(Slot<C> slot, long token) {
        slot.timed(token, uses.begin());
        Flight hold =
                Flights.holds(); // of these only: an event for each lease would cost four times what the lease does
        if (hold != null) {
            slot.records(token, hold);
        }
    }

    /** @param begun what {@link #beginTimed} took note of; read before the slot was anybody else's */
    private void endTimed(long begun) {
        uses.end(begun);
    }

    /** What a leak report shows: the stack of the calling thread. */
    public static Throwable takenHere() {
        String thread = Thread.currentThread().getName();
        return new Throwable("the lease was taken here, by thread " + thread);
    }

    /** Corrects whose stack a leak report shows, for a lease that another thread took on a caller's behalf. */
    public void takenBy(Lease<C> lease, Throwable caller) {
        lease.slot().track(lease.token(), lease, caller);
    }

    private static boolean isFreshIdle(long state) {
        return (state & (Slot.PHASE | Slot.FLAG)) == Slot.IDLE;
    }

    void end(Slot<C> slot, long token, @Nullable Throwable discarded) {
        if (slot.isTimed(token)) {
            endInSample(slot, token, discarded);
        } else if (endsSlowly || discarded != null) {
            endSlowly(slot, token, discarded);
        } else if (!slot.leasedToIdle(token, nextVersion(token))) {
            endUnusually(slot, token, null);
        } else if (signal.isRaised()) {
            owner.returned(0);
        }
    }

    /** Out of the way of all the others, which the compiler then makes faster. */
    private void endInSample(Slot<C> slot, long token, @Nullable Throwable discarded) {
        Flight hold = slot.takeRecord(token); // before the slot is anybody else's
        endSlowly(slot, token, discarded);
        if (hold != null) {
            hold.ended(name, endpoint.address(), discarded == null ? "returned" : "discarded");
        }
    }

    private void endSlowly(Slot<C> slot, long token, @Nullable Throwable discarded) {
        long since = slot.leasedAt(); // read before the slot is anybody else's
        boolean inSample = slot.isTimed(token);
        boolean returned = discarded == null
                && (alwaysStale
                        ? slot.leasedToStale(token, nextVersion(token))
                        : slot.leasedToIdle(token, nextVersion(token)));
        if (!returned) {
            endUnusually(slot, token, discarded);
            return;
        }
        if (inSample) {
            endTimed(since);
        }
        if (timed || signal.isRaised()) {
            owner.returned(since);
        }
    }

    private void endUnusually(Slot<C> slot, long token, @Nullable Throwable discarded) {
        if (!slot.leasedToClosing(token)) {
            owner.misused(discarded == null ? "closed a lease that had ended" : "discarded a lease that had ended");
            return;
        }
        if (slot.isTimed(token)) {
            endTimed(slot.leasedAt());
        }
        Throwable fault = slot.faultOf(token);
        if (fault != null) {
            owner.ended(slot, slot.leasedAt(), CloseReason.BROKEN, fault);
        } else {
            CloseReason reason = discarded == null ? slot.retireReason() : CloseReason.DISCARDED;
            owner.ended(slot, slot.leasedAt(), reason, discarded);
        }
    }

    private long nextVersion(long token) {
        return nearest ? Slot.version(token) + 1 : returns.incrementAndGet();
    }

    /** Takes back a lease that was not given out after all, without telling the owner; false if it was retired. */
    public boolean putBack(Lease<C> lease) {
        return lease.slot().leasedToIdle(lease.token(), nextVersion(lease.token()));
    }

    C lend(C connection, Lease<C> lease) {
        return transport.lend(connection, lease);
    }

    // ---- under the client's lock

    /** Whether a connection could be leased now, perhaps after a check. */
    public boolean hasIdle() {
        for (Slot<C> slot : slots) {
            if (Slot.phase(slot.state()) == Slot.IDLE) {
                return true;
            }
        }
        return false;
    }

    /** Whether one more connection may be opened. */
    public boolean hasRoom() {
        Slot<C>[] all = slots;
        if (all.length < options.maxConnections()) {
            return true;
        }
        for (Slot<C> slot : all) {
            if (Slot.phase(slot.state()) == Slot.EMPTY) {
                return true;
            }
        }
        return false;
    }

    /** Holds a place for a connection to be opened. Call only where {@link #hasRoom()}. */
    public Slot<C> reserve() {
        for (Slot<C> slot : slots) {
            if (slot.emptyToConnecting()) {
                return slot;
            }
        }
        Slot<C>[] old = slots;
        if (old.length >= options.maxConnections()) {
            throw new IllegalStateException("no room: " + old.length + " of " + options.maxConnections());
        }
        Slot<C>[] grown = newSlots(old.length + 1);
        System.arraycopy(old, 0, grown, 0, old.length);
        Slot<C> added = new Slot<>(this, firstVersion(old.length));
        added.emptyToConnecting();
        grown[old.length] = added;
        slots = grown;
        return added;
    }

    /** Somewhere else for each slot of a client, because {@link UseTimes} goes by versions: not all slots in step. */
    private long firstVersion(int index) {
        return ((long) endpoint.address().hashCode() & Integer.MAX_VALUE) << Short.SIZE | index & 0xFFFF;
    }

    /** Gives a reserved place up. */
    public void abandon(Slot<C> slot) {
        slot.connectingToEmpty();
    }

    /**
     * Puts a connection into the place reserved for it; from now on it is idle and can be leased.
     *
     * @param expiresAt when it is to be retired, on the clock of {@code now}; unused without a maximum lifetime
     */
    public void opened(Slot<C> slot, C connection, long now, long expiresAt) {
        slot.connectingToIdle(connection, nextVersion(slot.state()), now, expiresAt);
    }

    /** A connection came that nobody wants any more: its slot is CLOSING, belongs to the caller, and keeps its place. */
    public void unwanted(Slot<C> slot, C connection) {
        slot.connectingToClosing(connection);
    }

    /** An idle connection that must be checked before use, now being checked; null if there is none. */
    public @Nullable Slot<C> beginCheck() {
        for (Slot<C> slot : slots) {
            long seen = slot.state();
            if ((seen & (Slot.PHASE | Slot.FLAG)) == (Slot.IDLE | Slot.FLAG) && slot.idleToChecking(seen)) {
                return slot;
            }
        }
        return null;
    }

    /** A check was passed: the connection is idle again and may be leased, and its idle time goes on. */
    public void passed(Slot<C> slot, long now) {
        slot.checkingToIdle(now);
    }

    /** Where every use wants a check of its own, a checked connection that nobody took must be checked again. */
    public void notTaken(Slot<C> slot) {
        long seen = slot.state();
        if (alwaysStale && Slot.phase(seen) == Slot.IDLE) {
            slot.markStale(seen);
        }
    }

    /** A check failed: the slot is CLOSING and belongs to the caller. */
    public void failed(Slot<C> slot) {
        slot.checkingToClosing();
    }

    /** The connection of a slot that the caller is checking or closing. */
    public C connection(Slot<C> slot) {
        return slot.held();
    }

    /** The connection of a CLOSING slot is closed, or as good as: its place is free. */
    public void closed(Slot<C> slot) {
        slot.closingToEmpty();
    }

    /** Retires everything: the idle are CLOSING now and belong to the caller, the leased follow when they end. */
    public List<Slot<C>> retireAll(CloseReason reason) {
        List<Slot<C>> idle = new ArrayList<>();
        for (Slot<C> slot : slots) {
            if (retire(slot, reason)) {
                idle.add(slot);
            }
        }
        return idle;
    }

    /** Whether the slot was idle. It may be leased and returned as often as it takes while we look. */
    private static <C> boolean retire(Slot<C> slot, CloseReason reason) {
        while (true) {
            long seen = slot.state();
            if (Slot.phase(seen) == Slot.IDLE) {
                if (slot.idleToClosing(seen)) {
                    return true;
                }
            } else if (Slot.phase(seen) != Slot.LEASED || (seen & Slot.FLAG) != 0 || slot.retire(seen, reason)) {
                return false;
            }
        }
    }

    /** Takes every leased connection away from its holder: the slots are CLOSING and belong to the caller. */
    public List<Slot<C>> seizeLeased() {
        List<Slot<C>> seized = new ArrayList<>();
        for (Slot<C> slot : slots) {
            long seen = slot.state();
            if (Slot.phase(seen) == Slot.LEASED && slot.leasedToClosing(seen & ~Slot.FLAG)) {
                seized.add(slot);
            }
        }
        return seized;
    }

    /** For {@link Upkeep}. */
    Slot<C>[] slots() {
        return slots;
    }

    /** How many connections are in which phase. */
    public Counts counts() {
        int[] byPhase = new int[Slot.CLOSING + 1];
        long leases = 0;
        for (Slot<C> slot : slots) {
            byPhase[Slot.phase(slot.state())]++;
            leases += slot.leases();
        }
        return new Counts(
                byPhase[Slot.IDLE],
                byPhase[Slot.LEASED],
                byPhase[Slot.CONNECTING],
                byPhase[Slot.CHECKING],
                byPhase[Slot.CLOSING],
                leases);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <C> Slot<C>[] newSlots(int length) {
        return new Slot[length];
    }
}
