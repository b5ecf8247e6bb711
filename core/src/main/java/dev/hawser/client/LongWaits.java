// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.client.Refusals.Situation;
import dev.hawser.discovery.LastGood;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.Recent;
import java.time.Duration;
import java.util.Optional;

/**
 * Why those who begin to wait have to, for the event that tells of a long wait. Under the client's lock.
 *
 * @param <C> the connection
 */
final class LongWaits<C> {

    private final PoolSetup<C> setup;
    private final Roster<C> roster;
    private final Recent<Situation> latest = new Recent<>();

    LongWaits(PoolSetup<C> setup, Roster<C> roster) {
        this.setup = setup;
        this.roster = roster;
    }

    /** Notes how things stand for somebody who has just joined the queue, and stays there. */
    void note(Waiter<C> waiter, int waiting, Optional<LastGood.Problem> trouble, long now) {
        if (waiter.queued) {
            waiter.why = latest.get(
                    now, roster.members().size(), () -> Refusals.situation(roster.members(), waiting, trouble, now));
        }
    }

    /** Tells of a wait that was long and ends now. */
    void served(Waiter<C> waiter, Member<C> by, long now, Effects<C> effects) {
        Situation why = waiter.why;
        long waited = now - waiter.since;
        if (why != null && waited >= setup.longWaitNanos()) {
            effects.tell(
                    new PoolEvent.LeaseWaited(setup.name(), by.address(), Duration.ofNanos(waited), why.inWords()));
        }
    }
}
