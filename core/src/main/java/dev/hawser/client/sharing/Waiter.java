// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.internal.engine.Wait;
import dev.hawser.time.Time;

/**
 * A call that waits.
 *
 * @param <C> the connection
 */
final class Waiter<C> {

    final Choice choice;
    final SharedPool.Patience patience;
    final Entrant<C> entrant;
    final Wait wait;
    final long deadline;

    /** Served, refused or gone. Written under the pool's lock. */
    volatile boolean done;

    /** Ends the wait at its deadline. */
    volatile Time.Scheduled timer = () -> {};

    Waiter(Choice choice, SharedPool.Patience patience, Entrant<C> entrant, long since, long deadline) {
        this.choice = choice;
        this.patience = patience;
        this.entrant = entrant;
        this.wait = new Wait(since);
        this.deadline = deadline;
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
