// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.engine.Alarm;
import dev.hawser.internal.engine.Shell;
import dev.hawser.pool.Lease;
import dev.hawser.pool.Slot;
import dev.hawser.pool.Upkeep;
import dev.hawser.view.PoolView.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings waiters and connections together: the functional core of a pool.
 *
 * <p>A plain object, used under the client's lock. Each method takes note of something that happened at {@code now} and
 * adds what is to be done about it to the effects, which the shell runs after unlocking.
 *
 * <p>A caller that finds no idle connection at the endpoint whose turn it is joins the queue. Its turn is played all the
 * same, for the benefit of the whole queue: an idle connection there goes to the first in line, or one is opened. Each
 * connection being opened stands for one waiter (see {@link Supply}), and whatever becomes free first goes to whoever
 * has waited longest: nobody is tied to the connection that was opened on his behalf.
 *
 * @param <C> the connection
 */
final class Dispatcher<C> implements Shell.Core<Effects<C>> {

    private final PoolSetup<C> setup;
    private final Front<C> front;
    private final Roster<C> roster;
    private final Supply<C> supply;
    private final WaitingLine<C> line;
    private final Picks<C> picks;
    private final Throttling<C> throttling = new Throttling<>();
    private final Upkeep upkeep;
    final EndpointControl<C> control;
    private final Alarm alarm = new Alarm();
    private boolean closing;

    Dispatcher(PoolSetup<C> setup, Front<C> front, long now) {
        this.setup = setup;
        this.front = front;
        this.roster = new Roster<>(setup, front, now);
        this.supply = new Supply<>(setup.waiting().connectPatience().toNanos());
        this.line = new WaitingLine<>(setup, front, roster, supply);
        this.picks = new Picks<>(front);
        this.upkeep = new Upkeep(setup.lifetime(), setup.pool().minConnections());
        this.control = new EndpointControl<>(setup.name(), roster, this);
    }

    // ---- callers

    /** A caller found nothing idle; {@code turn} is the endpoint the balancer had picked for it, if any. */
    void arrive(Waiter<C> waiter, @Nullable Member<C> turn, long now, Effects<C> effects) {
        if (closing) {
            effects.refuse(waiter, new Refused.Closed(setup.name()));
            return;
        }
        throttling.note(turn, now);
        boolean nobodyReady = line.isShort(); // or serve() would have found them
        line.join(waiter);
        if (nobodyReady && line.isFair()) {
            line.refuseHopeless(now, effects);
        } else {
            line.announce(); // before looking at any slot
            if (turn != null && turn.isReady(now) && (line.isShort() || turn.pool.hasIdle())) {
                take(turn, now, effects);
            }
            serve(now, effects);
        }
        line.refuseSurplus(waiter, now, effects);
        line.note(waiter, now);
    }

    /** The caller has gone away; its waiter stays without an outcome, unless that was decided before. */
    void withdraw(Waiter<C> waiter, long now, Effects<C> effects) {
        waiter.withdrawn = line.leave(waiter);
        serve(now, effects);
    }

    /** The caller's time is up. */
    void expire(Waiter<C> waiter, long now, Effects<C> effects) {
        line.refuse(waiter, now, effects);
        serve(now, effects);
    }

    /** A connection came back while somebody waited. */
    void returned(Member<C> member, long now, Effects<C> effects) {
        if (handOver(member, now, effects)) {
            line.announce(); // one came, one went: nobody else has become ready
        } else {
            serve(now, effects);
        }
    }

    /** Unfair pools: the first waiter looks whether something has been left for it. */
    void lookAgain(long now, Effects<C> effects) {
        front.nudged.set(false); // before looking: who finds it set has returned before we look
        Member<C> turn = picks.next(member -> member.hasIdle(now), effects);
        while (turn != null && handOver(turn, now, effects)) {
            turn = picks.next(member -> member.hasIdle(now), effects);
        }
        serve(now, effects);
    }

    /** Who is to be nudged. */
    Optional<Waiter<C>> first() {
        return line.first();
    }

    // ---- connections

    void opened(Attempt<C> attempt, C connection, long now, Effects<C> effects) {
        Member<C> member = attempt.member;
        boolean inTime = supply.finish(attempt);
        boolean wanted = !closing && !member.isShut();
        if (inTime && !wanted) {
            member.pool.unwanted(attempt.slot, connection);
            effects.close(member, attempt.slot, CloseReason.LATE, null);
        } else if (!wanted || (!inTime && !member.pool.hasRoom())) {
            effects.add(new Effect.CloseLate<>(member, connection));
        } else {
            Slot<C> slot = inTime ? attempt.slot : member.pool.reserve();
            member.pool.opened(slot, connection, now, setup.expiryOf(now));
            member.connectSucceeded();
            effects.tell(new PoolEvent.ConnectionOpened(setup.name(), member.address(), attempt.took(now)));
            handOver(member, now, effects);
            member.pool.notTaken(slot);
        }
        settle(member, now, effects);
    }

    void openFailed(Attempt<C> attempt, Throwable cause, long now, Effects<C> effects) {
        if (!supply.finish(attempt)) {
            return;
        }
        Member<C> member = attempt.member;
        member.pool.abandon(attempt.slot);
        if (!closing && !member.isShut()) {
            member.connectFailed(cause, now);
            effects.tell(new PoolEvent.ConnectFailed(
                    setup.name(),
                    member.address(),
                    attempt.took(now),
                    member.failures(),
                    cause,
                    Duration.ofNanos(Math.max(0, member.retryAt() - now))));
        }
        settle(member, now, effects);
    }

    void checked(Attempt<C> attempt, @Nullable Throwable problem, long now, Effects<C> effects) {
        if (!supply.finish(attempt)) {
            return;
        }
        Member<C> member = attempt.member;
        CloseReason reason = reasonToClose(attempt, problem, now);
        if (reason == null) {
            member.pool.passed(attempt.slot, now);
            handOver(member, now, effects);
            member.pool.notTaken(attempt.slot);
        } else {
            member.pool.failed(attempt.slot);
            effects.close(member, attempt.slot, reason, problem);
        }
        settle(member, now, effects);
    }

    /** Why a connection that was checked is not used any more; null if it is. A check may take longer than its life. */
    private @Nullable CloseReason reasonToClose(Attempt<C> check, @Nullable Throwable problem, long now) {
        if (closing) {
            return CloseReason.POOL_CLOSED;
        }
        if (check.member.isShut()) {
            return check.member.draining ? CloseReason.ENDPOINT_REMOVED : CloseReason.ENDPOINT_DRAINED;
        }
        if (problem != null) {
            return CloseReason.PROBE_FAILED;
        }
        return upkeep.isTooOld(check.slot, now) ? CloseReason.MAX_LIFETIME : null;
    }

    /** A connection has been closed: its place is free. */
    void closed(Member<C> member, Slot<C> slot, long now, Effects<C> effects) {
        member.pool.closed(slot);
        settle(member, now, effects);
    }

    // ---- control plane and time

    /** Discovery had trouble: the reason for callers, should no endpoint be known. */
    void troubled(LastGood.Problem problem) {
        line.troubled(problem);
    }

    void endpoints(List<Endpoint> endpoints, long now, Effects<C> effects) {
        Roster.Changes<C> changes = roster.update(endpoints, now);
        roster.refresh(now, effects); // before anybody who was removed is drained
        if (closing || changes.isEmpty()) {
            return;
        }
        effects.tell(changes.event(setup.name()));
        for (Member<C> removed : changes.removed()) {
            removed.retireAll(CloseReason.ENDPOINT_REMOVED, effects);
            review(removed, now, effects);
        }
        for (Member<C> added : changes.added()) {
            review(added, now, effects);
            refill(added, now, effects);
        }
        serve(now, effects);
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

    void sweep(long now, Effects<C> effects) {
        for (Member<C> member : List.copyOf(roster.members())) {
            upkeep.sweep(member.pool, now, new Inspection<>(setup.name(), member, supply, now, effects));
            refill(member, now, effects);
        }
        serve(now, effects);
    }

    boolean isClosing() {
        return closing;
    }

    /** Refuses everybody and retires everything. */
    @Override
    public void shutdown(long now, Effects<C> effects) {
        closing = true;
        alarm.stop();
        line.close(effects);
        for (Attempt<C> attempt : supply.all()) {
            Throwable closed = new PoolClosedException(setup.name());
            if (attempt.kind == Attempt.Kind.OPEN) {
                openFailed(attempt, closed, now, effects);
            } else {
                checked(attempt, closed, now, effects);
            }
        }
        for (Member<C> member : List.copyOf(roster.members())) {
            member.retireAll(CloseReason.POOL_CLOSED, effects);
        }
    }

    /** Takes away what its holders have not returned. */
    void seize(Effects<C> effects) {
        roster.members().forEach(member -> member.seize(effects));
    }

    @Override
    public boolean isEmpty() {
        return roster.members().stream().allMatch(m -> m.pool.counts().total() == 0);
    }

    Collection<Member<C>> members() {
        return roster.members();
    }

    int waiting() {
        return line.size();
    }

    /** What has been done since the pool began. */
    Use use() {
        return setup.tally().use(roster.leases(), setup.uses().histogram()).withThrottled(throttling.count());
    }

    // ---- the matching

    /**
     * Does all that can be done for the waiters now, and sees to it that the rest is done in time. Afterwards, as long as
     * more wait than attempts are under way for, no endpoint is ready, and whatever makes one ready leads here again.
     */
    private void serve(long now, Effects<C> effects) {
        if (closing) {
            line.announce();
            return;
        }
        front.nudged.set(false);
        supply.stall(now);
        for (Member<C> due : roster.dueForRetry(now)) {
            if (due.isDown() ? due.mayOpen(now) : due.wantsRefill(now)) {
                open(due, now, effects);
            }
        }
        roster.refresh(now, effects);
        picks.begin();
        int races = 0;
        while (line.isShort() && races <= front.fleet.members().size()) {
            Member<C> turn = picks.next(member -> member.isReady(now), effects);
            if (turn == null) {
                break;
            }
            races += take(turn, now, effects) ? 0 : 1; // lost to a caller on the hot path: look on
        }
        line.refuseHopeless(now, effects);
        line.announce();
        nap(now, effects);
    }

    /** Plays an endpoint's turn: an idle connection goes to the first waiter, or one is checked or opened for it. */
    private boolean take(Member<C> member, long now, Effects<C> effects) {
        if (handOver(member, now, effects)) {
            return true;
        }
        Slot<C> unchecked = member.pool.beginCheck();
        if (unchecked != null) {
            effects.add(new Effect.Begin<>(supply.begin(Attempt.Kind.CHECK, member, unchecked, now)));
            return true;
        }
        if (member.mayOpen(now)) {
            open(member, now, effects);
            return true;
        }
        return false;
    }

    private boolean handOver(Member<C> member, long now, Effects<C> effects) {
        Waiter<C> first = line.firstInTime(now, effects);
        if (first == null || member.isShut()) {
            return false;
        }
        Lease<C> lease = member.tryLease(now, first.wait.since());
        if (lease == null) {
            return false;
        }
        Throwable caller = first.caller();
        if (caller != null) {
            member.pool.takenBy(lease, caller);
        }
        line.serve(first, member, now, effects);
        effects.add(new Effect.Serve<>(first, lease));
        return true;
    }

    private void open(Member<C> member, long now, Effects<C> effects) {
        Slot<C> slot = member.pool.reserve();
        Attempt<C> attempt = supply.begin(Attempt.Kind.OPEN, member, slot, now);
        review(member, now, effects); // told first: a connect may succeed before it returns
        effects.add(new Effect.Begin<>(attempt));
    }

    private void refill(Member<C> member, long now, Effects<C> effects) {
        if (!closing && member.wantsRefill(now)) {
            open(member, now, effects);
        }
    }

    /** After anything happened to a member's connections. */
    void settle(Member<C> member, long now, Effects<C> effects) {
        review(member, now, effects);
        refill(member, now, effects);
        serve(now, effects);
    }

    private void review(Member<C> member, long now, Effects<C> effects) {
        roster.review(member);
        member.stateChange(now).ifPresent(effects::tell);
    }

    /** Sees to it that what time alone can change is noticed in time. */
    private void nap(long now, Effects<C> effects) {
        alarm.begin(now);
        throttling.begin();
        roster.nextRetry().ifPresent(alarm::offer);
        roster.nextRefresh().ifPresent(alarm::offer);
        if (!line.isEmpty()) {
            supply.nextStall().ifPresent(alarm::offer);
            if (picks.haveFailed()) {
                alarm.offer(now + Roster.FAILING_NANOS);
            }
            if (line.isShort() && (setup.isRateLimited() || roster.hasTrouble())) {
                throttling.look(front.fleet.members(), now, alarm);
            }
        }
        alarm.set().ifPresent(at -> effects.add(new Effect.Wake<>(at)));
    }
}
