// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.internal.jfr.Flight;
import dev.hawser.internal.jfr.Flights;
import dev.hawser.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits.
 *
 * @param <C> the connection
 */
final class Waiter<C> {

    final Choice choice;
    final SharedPool.Patience patience;
    final Entrant<C> entrant;
    final long since;
    final long deadline;

    /** Null if nothing is recorded. */
    final @Nullable Flight flight = Flights.waits();

    /** Served, refused or gone. Written under the pool's lock. */
    volatile boolean done;

    /** Why it has to wait, as things stood when it began; absent if it never had to. Under the pool's lock. */
    Refusals.@Nullable Situation why;
    /** Whether it was in the line for longer than the decision that took it in. Written under the pool's lock. */
    boolean waited;

    /** Ends the wait at its deadline. */
    volatile Time.Scheduled timer = () -> {};

    Waiter(Choice choice, SharedPool.Patience patience, Entrant<C> entrant, long since, long deadline) {
        this.choice = choice;
        this.patience = patience;
        this.entrant = entrant;
        this.since = since;
        this.deadline = deadline;
    }

    /** The wait is over. No thread waited: it is recorded by whoever ended it. */
    void record(String pool, Object endpoint, String outcome) {
        if (flight != null) {
            flight.ended(pool, endpoint, outcome);
        }
    }

    boolean hasDeadline() {
        return deadline != Long.MAX_VALUE;
    }

    boolean isExpired(long now) {
        return hasDeadline() && deadline - now <= 0;
    }

    /** Whether it takes whomever it gets. */
    boolean isOpenToAll() {
        return choice.only().isEmpty() && choice.avoid().isEmpty();
    }
}
