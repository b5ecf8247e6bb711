// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import dev.hawser.endpoint.Address;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one endpoint's calls say about it. Made by {@link OutlierDetector#add}, and kept as long as the endpoint is known,
 * through any number of updates.
 *
 * <p>The methods here are safe for use by any thread and take no lock. What changes more than a count is the
 * detector's: when {@link #failed} says so, its owner asks it to {@linkplain OutlierDetector#judge judge}.
 */
public final class EndpointHealth {
    /*
     * State        word: a {@link Trust} in the low 3 bits, the rest a version that each transition raises. streak:
     *              failures in a row.
     * Who changes  HALF_OPEN→PROBING: any thread, by CAS in tryEnter. PROBING→HALF_OPEN: by CAS in giveBack, by whoever
     *              holds the probe. All else: the detector, under its owner's lock, by CAS. streak: any thread.
     * Never        waits, allocates, reads a clock.
     * Hot path     tryEnter: one read of word. succeeded: one read of streak, and a write only if it isn't 0.
     * Why it holds One probe: the CAS to PROBING is on a word of HALF_OPEN, which one thread wins; the winner's word is
     *              its ticket, and no other has that version, so an ending with an old ticket changes nothing.
     *              No probe is lost: it is over by success, failure or giving back, and each checks the ticket.
     *              A success that races with failures may or may not break their streak, as if it had come before
     *              or after.
     */

    /** What {@link #tryEnter} says to an ordinary call. */
    public static final long REGULAR = 0;

    /** What {@link #tryEnter} says when there is no getting in. */
    public static final long REFUSED = -1;

    private static final int TRUST_BITS = 3;
    private static final long TRUST_MASK = (1L << TRUST_BITS) - 1;
    private static final Trust[] TRUSTS = Trust.values();

    /** How long failures that don't make up a streak may wait to be looked at. */
    private static final long LOOK_NANOS = 100_000_000;

    private final Address address;
    private final OutlierDetector detector;
    private final AtomicLong word = new AtomicLong(1L << TRUST_BITS);
    private final AtomicInteger streak = new AtomicInteger();
    private volatile long lookedAt;

    // The detector's: written under its owner's lock, and read by anyone who asks why.
    final FailureWindow window;
    volatile String why = "";
    volatile long until;
    int ejections;
    long trustedSince;
    boolean byRatio;
    boolean down;
    boolean gone;
    boolean aside;

    EndpointHealth(Address address, OutlierDetector detector, long now) {
        this.address = address;
        this.detector = detector;
        this.window = new FailureWindow(now);
        this.lookedAt = now;
        this.trustedSince = now;
    }

    public Address address() {
        return address;
    }

    public Trust trust() {
        return trust(word.get());
    }

    /**
     * Whether a call might get in; promises nothing. True for everyone while too few are eligible, see
     * {@link OutlierDetector#isPanicking}.
     */
    public boolean admits() {
        Trust trust = trust();
        return trust == Trust.TRUSTED || trust == Trust.HALF_OPEN || detector.isPanicking();
    }

    /**
     * Lets a call in, or not. A call that is let in as the probe must end in exactly one of
     * {@link OutlierDetector#probeSucceeded}, {@link OutlierDetector#probeFailed} and {@link #giveBack}.
     *
     * @return {@link #REGULAR}, {@link #REFUSED}, or else the call is the probe, and this is its ticket, above 0
     */
    public long tryEnter() {
        long seen = word.get();
        Trust trust = trust(seen);
        if (trust == Trust.TRUSTED) {
            return REGULAR;
        }
        if (trust == Trust.HALF_OPEN) {
            long ticket = next(seen, Trust.PROBING);
            if (word.compareAndSet(seen, ticket)) {
                return ticket;
            }
        }
        return detector.isPanicking() ? REGULAR : REFUSED;
    }

    /** The probe was not sent or its caller gave up: the next call may be the probe. */
    public void giveBack(long ticket) {
        word.compareAndSet(ticket, next(ticket, Trust.HALF_OPEN));
    }

    /** A regular call succeeded. */
    public void succeeded() {
        if (streak.get() != 0) {
            streak.set(0);
        }
    }

    /**
     * A regular call failed by the endpoint's fault.
     *
     * @return whether the detector should be asked to {@linkplain OutlierDetector#judge judge} now
     */
    public boolean failed(long now) {
        int failures = streak.incrementAndGet();
        return trust() == Trust.TRUSTED && detector.isWorthALook(failures, now - lookedAt > LOOK_NANOS);
    }

    /** Why it isn't trusted, in words; empty if it is. */
    public String why() {
        return why;
    }

    /** Until a call is let in again; 0 if that is now, or unknown. */
    public long retryInNanos(long now) {
        return trust() == Trust.EJECTED ? Math.max(0, until - now) : 0;
    }

    int streak() {
        return streak.get();
    }

    void forget(long now) {
        streak.set(0);
        window.clear(now);
    }

    void looked(long now) {
        lookedAt = now;
    }

    /** Whatever it is now, it becomes that. */
    Trust become(Trust to) {
        return trust(word.getAndUpdate(seen -> next(seen, to)));
    }

    boolean endProbe(long ticket, Trust to) {
        return word.compareAndSet(ticket, next(ticket, to));
    }

    private static long next(long seen, Trust to) {
        return ((seen >>> TRUST_BITS) + 1) << TRUST_BITS | to.ordinal();
    }

    private static Trust trust(long word) {
        return TRUSTS[(int) (word & TRUST_MASK)];
    }

    @Override
    public String toString() {
        return "EndpointHealth[" + address + " " + trust() + (why.isEmpty() ? "" : ": " + why) + "]";
    }
}
