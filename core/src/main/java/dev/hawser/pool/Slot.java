// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

import dev.hawser.event.CloseReason;
import dev.hawser.internal.jfr.Flight;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A place for one connection. To other packages an opaque handle of a connection being opened, checked or closed.
 *
 * @param <C> the connection
 */
public final class Slot<C> {
    /*
     * State        EMPTY ─reserve→ CONNECTING ─opened→ IDLE ⇄ LEASED ─discard, retired→ CLOSING ─closed→ EMPTY
     *                                  ├─abandon→ EMPTY  │ ↑                               ↑
     *                                  └─unwanted────────│─│───────────────────────────────┤
     *                                                    ↓ └pass                           │
     *                                                  CHECKING ─fail──────────────────────┤
     *                                                  IDLE ─expired, removed──────────────┘
     *              One long: the low three bits are the phase, the next is a flag, the rest a version that changes
     *              whenever the slot becomes IDLE. IDLE + flag: "stale", must be checked before it is leased.
     *              LEASED + flag: "retired", must be closed instead of returned.
     * Who changes  IDLE→LEASED: any thread, by CAS. LEASED→IDLE, LEASED→CLOSING, the retired flag: by CAS on the version
     *              that the lease carries. All else: the client, under its lock, by CAS where a lease could interfere.
     * Never        waits, calls out, reads a clock.
     * Hot path     one CAS to lease, one CAS to return.
     * Why it holds A lease ends by a CAS from its own version, and no version comes twice in a slot: so it ends once,
     *              and an ended lease can change nothing. ABA cannot happen for the same reason. A flag set on a LEASED
     *              slot makes the returning CAS fail, so a retired connection never becomes IDLE again.
     *              `connection` is written before the CAS or volatile write that makes the slot IDLE, and read after
     *              the CAS that makes it LEASED. Checked by LeaseStressTest.
     */
    static final int EMPTY = 0;
    static final int CONNECTING = 1;
    static final int IDLE = 2;
    static final int LEASED = 3;
    static final int CHECKING = 4;
    static final int CLOSING = 5;

    static final long PHASE = 0b0111;
    static final long FLAG = 0b1000;
    static final int VERSION_SHIFT = 4;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Slot.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long state;

    /** Leases given out. Written by the thread that has just leased the slot; read by anyone, perhaps a bit late. */
    private long leases;

    private final EndpointPool<C> pool;
    private @Nullable C connection;

    // The holder's: written and read by whoever has the lease.
    private @Nullable C view;
    private long viewToken;
    private long leasedAt;
    private @Nullable Recording recording;

    /** The latest lease whose time is taken; nobody else's token. */
    private volatile long timedToken;

    // Upkeep: written under the client's lock.
    private long seenState;
    private long seenAt;
    private long probedAt;
    private long expiresAt;
    private boolean leakReported;

    // Written by the holder of the lease or under the lock; read after the slot has left LEASED.
    // Each carries the token of the lease it speaks of, because a late writer may speak of one that has ended.
    private volatile @Nullable Fault fault;
    private volatile @Nullable Trace<C> trace;
    private volatile CloseReason retireReason = CloseReason.MAX_LIFETIME;

    /** @param firstVersion where versions begin */
    Slot(EndpointPool<C> pool, long firstVersion) {
        this.pool = pool;
        this.state = state(firstVersion, EMPTY);
    }

    EndpointPool<C> pool() {
        return pool;
    }

    long state() {
        return state;
    }

    static int phase(long state) {
        return (int) (state & PHASE);
    }

    static long version(long state) {
        return state >>> VERSION_SHIFT;
    }

    private static long state(long version, int phase) {
        return version << VERSION_SHIFT | phase;
    }

    // ---- the hot path

    /** IDLE, not stale → LEASED, if it still is as {@code seen}. */
    boolean idleToLeased(long seen) {
        if (!STATE.compareAndSet(this, seen, seen + (LEASED - IDLE))) {
            return false;
        }
        leases++;
        return true;
    }

    /** What a lease holds that was made by {@link #idleToLeased} from this state. */
    static long tokenOf(long idleState) {
        return idleState + (LEASED - IDLE);
    }

    /** LEASED, not retired → IDLE with a new version; one caller wins, once. */
    boolean leasedToIdle(long token, long version) {
        return STATE.compareAndSet(this, token, state(version, IDLE));
    }

    /** Like {@link #leasedToIdle}, to be checked before the next use. */
    boolean leasedToStale(long token, long version) {
        return STATE.compareAndSet(this, token, state(version, IDLE) | FLAG);
    }

    boolean isHeldBy(long token) {
        return (state & ~FLAG) == token;
    }

    /** What the holder works with. A view is made once per lease and kept here, so that a lease stays small. */
    C lend(long token, Lease<C> lease) {
        C lent = view;
        if (lent != null && viewToken == token) {
            return lent;
        }
        C held = connection;
        if (held == null) {
            throw new IllegalStateException("the lease has ended");
        }
        lent = pool.lend(held, lease);
        if (lent != held) {
            view = lent;
            viewToken = token;
        }
        return lent;
    }

    /** When the slot was leased, where anybody wants to know. */
    void leasedAt(long now) {
        leasedAt = now;
    }

    long leasedAt() {
        return leasedAt;
    }

    /** The time of that lease is taken, which began now. */
    void timed(long token, long now) {
        leasedAt = now;
        timedToken = token;
    }

    boolean isTimed(long token) {
        return timedToken == token;
    }

    // ---- endings that are not returns

    /** LEASED, retired or not → CLOSING; one caller wins, once. */
    boolean leasedToClosing(long token) {
        long seen = state;
        while ((seen & ~FLAG) == token) {
            if (STATE.compareAndSet(this, seen, state(version(seen), CLOSING))) {
                return true;
            }
            seen = state;
        }
        return false;
    }

    /** The holder says that the connection is broken. */
    void invalidate(long token, Throwable cause) {
        if (isHeldBy(token) && faultOf(token) == null) {
            fault = new Fault(token, cause);
            retire(token);
        }
    }

    /** Sets the retired flag, if the lease that {@code token} stands for has not ended. */
    boolean retire(long token) {
        return STATE.compareAndSet(this, token, token | FLAG);
    }

    /** Sets the retired flag for a reason other than that it is broken. Under the client's lock. */
    boolean retire(long token, CloseReason reason) {
        retireReason = reason;
        return retire(token);
    }

    // ---- under the client's lock

    boolean emptyToConnecting() {
        return phase(state) == EMPTY && move(EMPTY, CONNECTING);
    }

    boolean connectingToEmpty() {
        return move(CONNECTING, EMPTY);
    }

    boolean connectingToClosing(C opened) {
        connection = opened;
        return move(CONNECTING, CLOSING);
    }

    void connectingToIdle(C opened, long version, long now, long expires) {
        connection = opened;
        fault = null;
        expiresAt = expires;
        probedAt = now;
        seenAt = now;
        seenState = state(version, IDLE);
        state = seenState;
    }

    /** IDLE, stale or not → CHECKING, with the version kept: a check is not a use. */
    boolean idleToChecking(long seen) {
        return STATE.compareAndSet(this, seen, state(version(seen), CHECKING));
    }

    /** A check was passed: back to IDLE and no longer stale. Its idle time goes on. */
    void checkingToIdle(long now) {
        probedAt = now;
        move(CHECKING, IDLE);
    }

    boolean checkingToClosing() {
        return move(CHECKING, CLOSING);
    }

    boolean idleToClosing(long seen) {
        return phase(seen) == IDLE && STATE.compareAndSet(this, seen, state(version(seen), CLOSING));
    }

    void closingToEmpty() {
        connection = null;
        view = null;
        trace = null;
        move(CLOSING, EMPTY);
    }

    /** IDLE → IDLE, stale. Loses against a lease, which is as good. */
    void markStale(long seen) {
        if (seen == (seen & ~FLAG)) {
            STATE.compareAndSet(this, seen, seen | FLAG);
        }
    }

    private boolean move(int from, int to) {
        long seen = state;
        return phase(seen) == from && STATE.compareAndSet(this, seen, state(version(seen), to));
    }

    /**
     * How long the slot has been in use, or not, without a break: 0 if it has changed since this was last asked. Under
     * the client's lock, once per upkeep: this is how idle times are known without a clock on the hot path.
     */
    long unchangedFor(long seen, long now) {
        long key = phase(seen) == LEASED ? state(version(seen), LEASED) : state(version(seen), IDLE);
        if (key != seenState) {
            seenState = key;
            seenAt = now;
            leakReported = false;
        }
        return now - seenAt;
    }

    /** The connection; only for whoever moved the slot to CHECKING or CLOSING. */
    C held() {
        C held = connection;
        if (held == null) {
            throw new IllegalStateException("an empty slot holds no connection");
        }
        return held;
    }

    void track(long token, Lease<C> lease, Throwable takenAt) {
        trace = new Trace<>(token, new WeakReference<>(lease), takenAt);
    }

    /** Whether the lease can no longer be ended, because nobody has it any more. */
    boolean isLost(long token) {
        Trace<C> seen = trace;
        return seen != null && seen.token == token && seen.lease.refersTo(null);
    }

    /** The lease with that token is being recorded. */
    void records(long token, Flight flight) {
        recording = new Recording(token, flight);
    }

    /** The record of the lease with that token, once; null if there is none. */
    @Nullable
    Flight takeRecord(long token) {
        Recording seen = recording;
        if (seen == null || seen.token != token) {
            return null;
        }
        recording = null;
        return seen.flight;
    }

    @Nullable
    Throwable takenAt(long token) {
        Trace<C> seen = trace;
        return seen != null && seen.token == token ? seen.takenAt : null;
    }

    /** What broke the connection in the hands of that lease. */
    @Nullable
    Throwable faultOf(long token) {
        Fault seen = fault;
        return seen != null && seen.token == token ? seen.cause : null;
    }

    /** Whether a lease that is held for too long is to be reported now: once per lease. */
    boolean firstLeakReport() {
        boolean first = !leakReported;
        leakReported = true;
        return first;
    }

    /** Why the lease's connection was retired, if it was. */
    CloseReason retireReason() {
        return retireReason;
    }

    long expiresAt() {
        return expiresAt;
    }

    long probedAt() {
        return probedAt;
    }

    long leases() {
        return leases;
    }

    private record Fault(long token, Throwable cause) {}

    private record Recording(long token, Flight flight) {}

    private record Trace<C>(long token, WeakReference<Lease<C>> lease, Throwable takenAt) {}
}
