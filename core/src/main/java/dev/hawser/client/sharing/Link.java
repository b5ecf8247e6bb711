// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.health.EndpointHealth;
import dev.hawser.internal.Usage;
import dev.hawser.pool.UseTimes;
import org.jspecify.annotations.Nullable;

/**
 * An open connection, the calls on it, and how it ends.
 *
 * @param <C> the connection
 */
final class Link<C> {

    final Member<C> member;
    final C connection;
    final long opened;
    final Usage usage;

    /** How many calls the endpoint had answered when this was opened. */
    final long answeredBefore;

    /** The pool's own, here too because each ending reads it: the way by the member and its setup is three loads longer. */
    private final Front<C> front;

    private final UseTimes uses;

    /** Where the numbers of its calls begin for {@link UseTimes}: somewhere else for each, or all would go in step. */
    private final long firstNumber;

    /** What callers hold: one for each stripe, and one more each for calls that the balancer's load counts. */
    private final SharedConnection<C>[] seats;

    // Under the pool's lock.
    @Nullable
    Retirement retirement;

    private boolean forced;

    Link(Member<C> member, C connection, long now) {
        this.member = member;
        this.connection = connection;
        this.opened = now;
        this.front = member.setup.front();
        this.uses = member.setup.uses();
        this.firstNumber = (long) member.address().hashCode() << Integer.SIZE ^ now;
        this.usage = new Usage(
                member.setup.sharing().targetInFlight(), member.setup.sharing().maxInFlight());
        this.answeredBefore = member.answered();
        this.seats = seats();
    }

    @SuppressWarnings("unchecked") // there are no arrays of generic types
    private SharedConnection<C>[] seats() {
        SharedConnection<C>[] all = (SharedConnection<C>[]) new SharedConnection<?>[2 * Usage.STRIPES];
        for (int i = 0; i < all.length; i++) {
            all[i] =
                    new SharedConnection<>(this, i / 2, (i & 1) == 1, EndpointHealth.REGULAR, SharedConnection.UNTIMED);
        }
        return all;
    }

    /**
     * Enters it; null if it is full or being drained.
     *
     * @param weighed whether the balancer's load counts the call
     * @param ticket of a call that is let through to an ejected endpoint; 0 for others
     */
    @Nullable
    SharedConnection<C> enter(int stripe, boolean weighed, long ticket) {
        boolean timed =
                uses.takes(firstNumber + usage.entered(stripe)); // read before the add, which it need not wait for
        int result = usage.enter(stripe);
        if (result < 0) {
            if (result == Usage.REFUSED_LAST) {
                member.setup.signals().emptied(this);
            }
            member.setup.left(); // its place was taken for a moment, and somebody may have found no room for that
            return null;
        }
        if (result == Usage.ENTERED_BUSY) {
            member.ask();
        }
        if (timed || ticket != EndpointHealth.REGULAR) {
            return new SharedConnection<>(
                    this, stripe, weighed, ticket, timed ? uses.begin() : SharedConnection.UNTIMED);
        }
        return seats[2 * stripe + (weighed ? 1 : 0)];
    }

    /** Ends it whoever is inside. True if it was not over before, and the connection is to be closed. Under the lock. */
    boolean force() {
        boolean first = usage.force();
        forced |= first;
        return first;
    }

    /**
     * Calls that had ended when it was closed, those included that this ended. Only where it was forced is anybody inside; else,
     * who seems to be has come too late, and is about to take itself back.
     */
    long endedAtLast() {
        return forced ? usage.entered() : usage.ended();
    }

    /** The call ends whose time is taken since then. */
    void endTimed(long begun) {
        uses.end(begun);
    }

    void leave(int stripe) {
        if (usage.exit(stripe)) {
            member.setup.signals().emptied(this);
        }
        if (front.waiting) {
            member.setup.signals().left();
        }
    }
}
