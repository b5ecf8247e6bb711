// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.client.Refusals.Situation;
import dev.hawser.discovery.LastGood;
import dev.hawser.internal.engine.Recent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Callers that wait for a lease, in order of arrival, and the reasons for which one of them is refused. Under the client's
 * lock.
 *
 * @param <C> the connection
 */
final class WaitingLine<C> {

    private final PoolSetup<C> setup;
    private final Front<C> front;
    private final Roster<C> roster;
    private final Supply<C> supply;
    private final boolean fair;
    private final WaitQueue<C> waiters = new WaitQueue<>();
    private final Recent<Situation> latest = new Recent<>();
    private Optional<LastGood.Problem> trouble = Optional.empty();
    private boolean closed;

    WaitingLine(PoolSetup<C> setup, Front<C> front, Roster<C> roster, Supply<C> supply) {
        this.setup = setup;
        this.front = front;
        this.roster = roster;
        this.supply = supply;
        this.fair = setup.waiting().fairness() == WaitOptions.Fairness.FAIR;
    }

    /** Discovery had trouble: the reason for callers, should no endpoint be known. */
    void troubled(LastGood.Problem problem) {
        trouble = Optional.of(problem);
    }

    int size() {
        return waiters.size();
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    /** Whether nobody may be overtaken. */
    boolean isFair() {
        return fair;
    }

    /** Whether more wait than fresh attempts are under way for. */
    boolean isShort() {
        return waiters.size() > supply.fresh();
    }

    void join(Waiter<C> waiter) {
        waiters.add(waiter);
    }

    /** False if it was not in the line any more. */
    boolean leave(Waiter<C> waiter) {
        return waiters.remove(waiter);
    }

    /** Lets those know who don't take the lock. Before looking at any slot: see FleetPool, "no lost wake-up". */
    void announce() {
        boolean waiting = !waiters.isEmpty();
        front.waiting.set(waiting);
        front.queueing = closed || (waiting && fair);
    }

    /** Notes how things stand for somebody who has just joined, if he is still there. */
    void note(Waiter<C> waiter, long now) {
        if (waiter.queued) {
            waiter.wait.lasts(latest.get(now, roster.members().size(), () -> situation(now)));
        }
    }

    // ---- who is served

    Optional<Waiter<C>> first() {
        return Optional.ofNullable(waiters.first());
    }

    @Nullable
    Waiter<C> firstInTime(long now, Effects<C> effects) {
        Waiter<C> first = waiters.first();
        while (first != null && first.isExpired(now)) {
            refuse(first, now, effects);
            first = waiters.first();
        }
        return first;
    }

    /** A lease has been found for it. */
    void serve(Waiter<C> waiter, Member<C> by, long now, Effects<C> effects) {
        waiters.remove(waiter);
        setup.waits().served(waiter.wait, by.address(), now, effects::tell);
    }

    // ---- who is refused

    /** Does nothing to one that is not in the line any more. */
    void refuse(Waiter<C> waiter, long now, Effects<C> effects) {
        if (waiters.remove(waiter)) {
            effects.refuse(waiter, Refusals.noLease(setup.name(), situation(now), waiter.wait.until(now)));
        }
    }

    private Situation situation(long now) {
        return Refusals.situation(roster.members(), waiters.size(), trouble, now);
    }

    /** The limit is on those for whom nothing is under way: whoever waits for a connection being opened is welcome. */
    void refuseSurplus(Waiter<C> latest, long now, Effects<C> effects) {
        if (waiters.size() - supply.inFlight() > setup.waiting().maxWaiters()
                && latest.patience != Waiter.Patience.NONE
                && waiters.remove(latest)) {
            effects.refuse(latest, Refusals.tooManyWaiters(setup.name(), roster.members(), waiters.size(), now));
            announce();
        }
    }

    /** Those for whom nothing is under way, and who do not want to wait, or not for a fleet that is down. */
    void refuseHopeless(long now, Effects<C> effects) {
        boolean outage = setup.waiting().whenDown() == WaitOptions.WhenDown.FAIL && roster.isAllDown();
        if (waiters.size() > supply.inFlight() && (outage || waiters.impatient() > 0)) {
            waiters.forEachAfter(supply.inFlight(), waiter -> {
                if (outage || waiter.patience == Waiter.Patience.NONE) {
                    refuse(waiter, now, effects);
                }
            });
        }
    }

    /** The pool is closed: refuses everybody, those who are still to come included. */
    void close(Effects<C> effects) {
        closed = true;
        announce();
        waiters.forEachAfter(0, waiter -> {
            waiters.remove(waiter);
            effects.refuse(waiter, new Refused.Closed(setup.name()));
        });
    }
}
