// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.pool.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The connections being opened or checked, which waiters count on: each fresh one stands for one waiter, so that many
 * waiters never cause more connections than are needed. An attempt that takes longer than the patience stops counting.
 *
 * @param <C> the connection
 */
final class Supply<C> {

    private final long patience;
    private final ArrayDeque<Attempt<C>> inOrder = new ArrayDeque<>();
    private int fresh;

    Supply(long patienceNanos) {
        this.patience = patienceNanos;
    }

    Attempt<C> begin(Attempt.Kind kind, Member<C> member, Slot<C> slot, long now) {
        Attempt<C> attempt = new Attempt<>(kind, member, slot, now);
        inOrder.add(attempt);
        fresh++;
        if (kind == Attempt.Kind.OPEN) {
            member.opening++;
        }
        return attempt;
    }

    /** Takes note that an attempt is over; false if it was already. */
    boolean finish(Attempt<C> attempt) {
        if (attempt.done) {
            return false;
        }
        attempt.done = true;
        inOrder.remove(attempt);
        if (attempt.fresh) {
            fresh--;
        }
        if (attempt.kind == Attempt.Kind.OPEN) {
            attempt.member.opening--;
            attempt.member.stalled -= attempt.fresh ? 0 : 1;
        }
        attempt.fresh = false;
        attempt.cancelTimeout();
        return true;
    }

    /** Stops counting on those that have taken too long. */
    void stall(long now) {
        for (Iterator<Attempt<C>> all = inOrder.iterator(); all.hasNext(); ) {
            Attempt<C> attempt = all.next();
            if (now - attempt.since < patience) {
                return;
            }
            if (attempt.fresh) {
                attempt.fresh = false;
                fresh--;
                attempt.member.stalled += attempt.kind == Attempt.Kind.OPEN ? 1 : 0;
            }
        }
    }

    /** How many waiters are as good as served. */
    int fresh() {
        return fresh;
    }

    /** How many attempts are under way, those that take long included. */
    int inFlight() {
        return inOrder.size();
    }

    /** When the oldest fresh attempt will have taken too long. */
    OptionalLong nextStall() {
        for (Attempt<C> attempt : inOrder) {
            if (attempt.fresh) {
                return OptionalLong.of(attempt.since + patience);
            }
        }
        return OptionalLong.empty();
    }

    List<Attempt<C>> all() {
        return new ArrayList<>(inOrder);
    }
}
