// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.client.PoolClosedException;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.engine.Alarm;
import dev.hawser.internal.engine.Shell;
import dev.hawser.view.PoolView.Use;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings calls and connections together: the functional core of a shared pool.
 *
 * <p>A plain object, used under the pool's lock. Each method takes note of something that happened at {@code now} and
 * adds what is to be done about it to the effects, which the shell runs after unlocking.
 *
 * @param <C> the connection
 */
final class Coordinator<C> implements Shell.Core<Effects<C>> {

    private final Setup<C> setup;
    private final Roster<C> roster;
    private final WaitingLine<C> line;
    private final Agenda<C> agenda = new Agenda<>();
    private final Alarm alarm = new Alarm();
    private final Connector<C> connector;
    private final Vigil<C> vigil;
    private final Upkeep<C> upkeep;
    final EndpointControl<C> control;
    private boolean closing;

    Coordinator(Setup<C> setup, long now) {
        this.setup = setup;
        this.vigil = new Vigil<>(setup, agenda);
        this.upkeep = new Upkeep<>(setup, agenda, this);
        this.connector = new Connector<>(setup, agenda, this);
        this.roster = new Roster<>(setup, vigil, now);
        this.line = new WaitingLine<>(setup, roster);
        this.control = new EndpointControl<>(setup, roster, vigil, this);
    }

    // ---- callers

    void arrive(Waiter<C> waiter, long now, Effects<C> effects) {
        if (closing) {
            waiter.done = true;
            effects.refuse(waiter, new PoolClosedException(setup.name()));
            return;
        }
        line.join(waiter);
        serve(now, effects);
        line.refuseSurplus(waiter, now, effects);
        if (!waiter.done) {
            line.note(waiter, now);
            if (waiter.hasDeadline()) {
                effects.await(waiter);
            }
        }
    }

    /** The caller has gone away; its entrant hears nothing more. */
    void withdraw(Waiter<C> waiter, long now, Effects<C> effects) {
        if (line.leave(waiter)) {
            effects.dismiss(waiter);
            serve(now, effects);
        }
    }

    /** The caller's time is up. */
    void expire(Waiter<C> waiter, long now, Effects<C> effects) {
        line.refuse(waiter, now, effects);
        serve(now, effects);
    }

    /** A place on a connection was given back. */
    void left(long now, Effects<C> effects) {
        serve(now, effects);
    }

    /** A member's turn came while it had no connection, or it has much in flight. */
    void asked(Member<C> member, long now, Effects<C> effects) {
        member.wanted |= member.isUnconnected();
        settle(member, now, effects);
    }

    /** Somebody wants all of them connected. */
    void connectAll(long now, Effects<C> effects) {
        for (Member<C> member : List.copyOf(roster.members())) {
            member.wanted |= member.isUnconnected();
            maintain(member, now, effects);
        }
        serve(now, effects);
    }

    // ---- connections

    void connected(Attempt<C> attempt, C connection, long now, Effects<C> effects) {
        Member<C> member = attempt.member;
        if (!connector.finish(attempt)) {
            effects.closeLate(member, connection);
            return;
        }
        member.reach.forgive();
        member.wanted = false;
        Link<C> link = new Link<>(member, connection, now);
        attempt.link = link;
        if (member.isUnconnected()) {
            vigil.reached(member, now);
            if (member.shortLives == 0) {
                member.load().reached();
            }
        }
        member.add(link);
        upkeep.opened(link, now);
        effects.tell(new PoolEvent.ConnectionOpened(setup.name(), member.address(), attempt.took(now)));
        Attempt.Lost lost = attempt.lost;
        if (lost != null) {
            lose(link, lost, now, effects);
        } else {
            upkeep.replace(member, now, effects);
        }
        settle(member, now, effects);
        connector.resumePostponed(now, effects);
    }

    void connectFailed(Attempt<C> attempt, Throwable cause, long now, Effects<C> effects) {
        if (!connector.finish(attempt)) {
            return;
        }
        Member<C> member = attempt.member;
        long backoff = setup.backoffNanos(member.reach.failures() + 1);
        connector.leaveAlone(member, cause, backoff, now);
        effects.tell(new PoolEvent.ConnectFailed(
                setup.name(),
                member.address(),
                attempt.took(now),
                member.reach.failures(),
                cause,
                Duration.ofNanos(backoff)));
        settle(member, now, effects);
        connector.resumePostponed(now, effects);
    }

    /** A connection takes no new calls any more. */
    void lost(Attempt<C> attempt, Attempt.Lost lost, long now, Effects<C> effects) {
        Link<C> link = attempt.link;
        if (link == null) {
            attempt.lost = lost;
        } else {
            lose(link, lost, now, effects);
            settle(link.member, now, effects);
        }
    }

    private void lose(Link<C> link, Attempt.Lost lost, long now, Effects<C> effects) {
        Member<C> member = link.member;
        if (link.retirement != null) {
            return; // it was on its way out already, and another one has taken its place if one was wanted
        }
        boolean inUse = link.usage.inFlight() > 0 || (link.usage.ended() > 0 && member.idleGraces == 0);
        member.wanted |= inUse && member.links().size() == 1;
        connector.judge(link, lost.cause(), now);
        drain(link, new Retirement(CloseReason.LOST, lost.cause()), now, effects);
    }

    /** Takes a connection out of service; it is closed when its last call has ended, or at the time-out. */
    void drain(Link<C> link, Retirement why, long now, Effects<C> effects) {
        if (!link.member.retire(link)) {
            return;
        }
        link.retirement = why;
        if (link.usage.drain()) {
            effects.close(link);
        } else {
            agenda.add(now + setup.sharing().drainTimeout().toNanos(), (then, more) -> {
                if (link.force()) {
                    more.close(link);
                }
            });
        }
    }

    /** The last call has left a connection that was being drained. */
    void emptied(Link<C> link, Effects<C> effects) {
        effects.close(link);
    }

    /** A connection has been closed. */
    void closed(Link<C> link, long now, Effects<C> effects) {
        link.member.closed(link);
        settle(link.member, now, effects);
    }

    // ---- health

    /** A call failed, and the endpoint's record calls for a look. */
    void suspected(Member<C> member, long now, Effects<C> effects) {
        vigil.suspect(member, now);
        serve(now, effects);
    }

    /** The call that was let through to an ejected endpoint has ended. */
    void probed(Member<C> member, long ticket, boolean succeeded, long now, Effects<C> effects) {
        vigil.probed(member, ticket, succeeded, now);
        serve(now, effects);
    }

    void checked(Vigil.Check<C> check, @Nullable Throwable problem, long now, Effects<C> effects) {
        vigil.checked(check, problem, now);
        serve(now, effects);
    }

    // ---- control plane and time

    void troubled(LastGood.Problem problem, long now, Effects<C> effects) {
        line.troubled(problem);
        serve(now, effects);
    }

    void endpoints(List<Endpoint> endpoints, long now, Effects<C> effects) {
        line.heard();
        Roster.Changes<C> changes = roster.update(endpoints, now);
        roster.refresh(now, effects); // before anybody who was removed is drained
        if (closing) {
            return;
        }
        if (!changes.isEmpty()) {
            effects.tell(changes.event(setup.name()));
        }
        for (Member<C> removed : changes.removed()) {
            remove(removed, now, effects);
        }
        for (Member<C> added : changes.added()) {
            vigil.add(added, now);
            maintain(added, now, effects);
        }
        connector.resumePostponed(now, effects);
        serve(now, effects);
    }

    private void remove(Member<C> member, long now, Effects<C> effects) {
        vigil.remove(member, now);
        shut(member, CloseReason.ENDPOINT_REMOVED, now, effects);
        maintain(member, now, effects);
    }

    /** An operator drains a member. */
    void drain(Member<C> member, long now, Effects<C> effects) {
        shut(member, CloseReason.ENDPOINT_DRAINED, now, effects);
        connector.resumePostponed(now, effects);
    }

    /** A member gets nothing new: what is under way goes on, and all else ends. */
    private void shut(Member<C> member, CloseReason why, long now, Effects<C> effects) {
        if (member.attempt != null) {
            connector.abandon(member.attempt, effects);
        }
        for (Link<C> link : member.links()) {
            drain(link, new Retirement(why, null), now, effects);
        }
    }

    @Override
    public void wake(long at, long now, Effects<C> effects) {
        if (alarm.isDue(at)) {
            serve(now, effects);
        }
    }

    @Override
    public boolean isAwaited(long at) {
        return alarm.isSetFor(at);
    }

    boolean isClosing() {
        return closing;
    }

    /** Refuses everybody and drains everything. */
    @Override
    public void shutdown(long now, Effects<C> effects) {
        closing = true;
        setup.front().closed = true;
        alarm.stop();
        agenda.clear();
        line.refuseAll(effects);
        connector.abandonAll(effects);
        for (Member<C> member : roster.all()) {
            for (Link<C> link : member.links()) {
                drain(link, new Retirement(CloseReason.POOL_CLOSED, null), now, effects);
            }
            review(member, now, effects);
        }
        agenda.clear(); // the drains' own time-outs: close() has its own
    }

    /** Ends the calls that have not ended. */
    void force(Effects<C> effects) {
        for (Member<C> member : roster.all()) {
            for (Link<C> link : member.retired) {
                if (link.force()) {
                    effects.close(link);
                }
            }
        }
    }

    @Override
    public boolean isEmpty() {
        return roster.all().stream().allMatch(m -> m.isUnconnected() && m.retired.isEmpty());
    }

    /** All there are, those that are being drained first. */
    List<Member<C>> members() {
        return roster.all();
    }

    int waiting() {
        return line.size();
    }

    /** What has been done since the pool began. */
    Use use() {
        return setup.tally().use(roster.ended(), setup.uses().histogram());
    }

    // ---- what follows

    /** After anything happened to a member's connections. */
    void settle(Member<C> member, long now, Effects<C> effects) {
        maintain(member, now, effects);
        serve(now, effects);
    }

    /** Connects if that is wanted and allowed, and takes note of how things stand with the member. */
    void maintain(Member<C> member, long now, Effects<C> effects) {
        boolean may = !closing && member.mayConnect(now);
        member.asked.set(!may); // before looking: who asks from now on is heard
        if (may && member.wantsMore()) {
            member.asked.set(true);
            connector.begin(member, now, effects);
        }
        review(member, now, effects);
    }

    private void review(Member<C> member, long now, Effects<C> effects) {
        boolean down = member.isDown();
        if (down != member.toldDown && !member.removed) {
            member.toldDown = down;
            vigil.down(member, down);
        }
        roster.review(member);
        member.stateChange(now).ifPresent(effects::tell);
    }

    /** Does all that is due and all that can be done for those who wait, and sees to it that the rest is done in time. */
    private void serve(long now, Effects<C> effects) {
        if (closing) {
            return;
        }
        agenda.run(now, effects);
        vigil.takeChanged().forEach(member -> review(member, now, effects));
        roster.refresh(now, effects);
        Set<Member<C>> idle = new LinkedHashSet<>();
        line.serve(now, idle::add, effects);
        for (Member<C> member : idle) {
            member.wanted = true;
            maintain(member, now, effects);
        }
        alarm.begin(now);
        agenda.next().ifPresent(alarm::offer);
        roster.nextRefresh().ifPresent(alarm::offer);
        if (line.isToBeServedAgain()) {
            alarm.offer(now + Roster.FAILING_NANOS);
        }
        alarm.set().ifPresent(at -> effects.wake(at));
    }
}
