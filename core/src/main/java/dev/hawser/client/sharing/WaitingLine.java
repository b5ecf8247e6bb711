// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.HawserException;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.sharing.Refusals.Situation;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Address;
import dev.hawser.internal.engine.Recent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Calls that wait for a connection, in order of arrival. Under the pool's lock.
 *
 * @param <C> the connection
 */
final class WaitingLine<C> {

    private final Setup<C> setup;
    private final Roster<C> roster;
    private final Set<Waiter<C>> waiters = new LinkedHashSet<>(); // leaving from the middle costs nothing
    private int choosy;
    private final Recent<Situation> latest = new Recent<>();
    private Optional<LastGood.Problem> trouble = Optional.empty();
    private boolean heard;
    private boolean pickerFailed;

    WaitingLine(Setup<C> setup, Roster<C> roster) {
        this.setup = setup;
        this.roster = roster;
    }

    /** Discovery has given an answer. */
    void heard() {
        heard = true;
    }

    /** Discovery had trouble: the reason for callers, should no endpoint be known. */
    void troubled(LastGood.Problem problem) {
        trouble = Optional.of(problem);
        heard = true;
    }

    int size() {
        return waiters.size();
    }

    /** Joins the line, before anybody looks for room: see {@link SharedPool}, "no lost wake-up". */
    void join(Waiter<C> waiter) {
        waiters.add(waiter);
        choosy += waiter.isOpenToAll() ? 0 : 1;
        setup.front().waiting = true;
    }

    /** False if it was not in the line. */
    boolean leave(Waiter<C> waiter) {
        if (!waiters.remove(waiter)) {
            return false;
        }
        gone(waiter);
        return true;
    }

    private void gone(Waiter<C> waiter) {
        waiter.done = true;
        choosy -= waiter.isOpenToAll() ? 0 : 1;
    }

    /** Whether somebody may wait only because the balancer's picker threw. */
    boolean isToBeServedAgain() {
        return pickerFailed && !waiters.isEmpty();
    }

    /** Lowers the flag when nobody is left. */
    void announce() {
        setup.front().waiting = !waiters.isEmpty();
    }

    /** Gives connections to whoever can use what there is, first come, first served. */
    void serve(long now, Consumer<Member<C>> idle, Effects<C> effects) {
        pickerFailed = false;
        try {
            serveInOrder(now, idle, effects);
        } catch (RuntimeException
                | Error problem) { // a picker's; who waits keeps the place in the line and the deadline
            pickerFailed = true;
            effects.report(problem);
        }
        refuseHopeless(now, effects);
        announce();
    }

    private void serveInOrder(long now, Consumer<Member<C>> idle, Effects<C> effects) {
        Fleet<C> fleet = setup.front().fleet;
        boolean nothingForAll = false;
        Iterator<Waiter<C>> all = waiters.iterator();
        while (all.hasNext() && (!nothingForAll || choosy > 0)) {
            Waiter<C> waiter = all.next();
            if (nothingForAll && waiter.isOpenToAll()) {
                continue;
            }
            boolean expired = waiter.isExpired(now);
            SharedConnection<C> entered = expired ? null : fleet.enter(waiter.choice, idle);
            if (expired || entered != null) {
                all.remove();
                gone(waiter);
            }
            if (entered != null) {
                setup.waits().served(waiter.wait, entered.endpoint().address(), now, effects::tell);
                effects.serve(waiter, entered);
            } else if (expired) {
                effects.refuse(waiter, refusal(waiter, now));
            } else {
                nothingForAll |= waiter.isOpenToAll();
            }
        }
    }

    private void refuseHopeless(long now, Effects<C> effects) {
        if (waiters.isEmpty() || (choosy == 0 && !roster.hasTrouble() && !roster.isEmpty())) {
            return;
        }
        boolean outage = isHopeless(Choice.ANY, now);
        for (Waiter<C> waiter : new ArrayList<>(waiters)) {
            boolean only = waiter.choice.only().isPresent();
            boolean hopeless = waiter.patience == SharedPool.Patience.FAIL_FAST
                    && (only ? isHopeless(waiter.choice, now) : outage);
            if (hopeless || (only && isUnknown(waiter.choice.only().get()))) {
                refuse(waiter, now, effects);
            }
        }
    }

    private boolean isUnknown(Address address) {
        return heard && roster.find(address) == null;
    }

    /** Whether nobody is there whom it may go to, or all of those are drained, or down and left alone for now. */
    private boolean isHopeless(Choice choice, long now) {
        if (choice.only().isPresent()) {
            Member<C> wanted = roster.find(choice.only().get());
            return wanted == null ? heard : isOut(wanted, now);
        }
        boolean nobody = true;
        for (Member<C> member : roster.members()) {
            if (!isOut(member, now)) {
                return false;
            }
            nobody = false;
        }
        return !nobody || heard;
    }

    private boolean isOut(Member<C> member, long now) {
        boolean down = member.isDown() && member.attempt == null && member.reach.isBackingOff(now);
        return member.isShut() || down;
    }

    /** Refuses the latest, who is one too many. */
    void refuseSurplus(Waiter<C> latest, long now, Effects<C> effects) {
        if (waiters.size() > setup.maxWaiters() && leave(latest)) {
            effects.refuse(latest, Refusals.tooManyWaiters(setup.name(), roster.members(), waiters.size(), now));
            announce();
        }
    }

    void refuse(Waiter<C> waiter, long now, Effects<C> effects) {
        if (leave(waiter)) {
            effects.refuse(waiter, refusal(waiter, now));
        }
    }

    private HawserException refusal(Waiter<C> waiter, long now) {
        return Refusals.of(setup.name(), situation(waiter.choice.only(), now), waiter.wait.until(now));
    }

    private Situation situation(Optional<Address> only, long now) {
        Collection<Member<C>> concerned = only.isEmpty()
                ? roster.members()
                : Optional.ofNullable(roster.find(only.get())).stream().toList();
        return Refusals.situation(only, concerned, waiters.size(), roster.isEmpty() ? trouble : Optional.empty(), now);
    }

    /** Notes how things stand for somebody who has just joined the line, and stays there. */
    void note(Waiter<C> waiter, long now) {
        Optional<Address> only = waiter.choice.only();
        waiter.wait.lasts(
                only.isEmpty()
                        ? latest.get(now, roster.members().size(), () -> situation(only, now))
                        : situation(only, now));
    }

    void refuseAll(Effects<C> effects) {
        for (Waiter<C> waiter : new ArrayList<>(waiters)) {
            leave(waiter);
            effects.refuse(waiter, new PoolClosedException(setup.name()));
        }
        announce();
    }
}
