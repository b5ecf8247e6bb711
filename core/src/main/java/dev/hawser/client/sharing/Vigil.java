// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.health.CheckOptions;
import dev.hawser.health.CheckSchedule;
import dev.hawser.health.EndpointHealth;
import dev.hawser.health.HealthChange;
import dev.hawser.health.OutlierDetector;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Follows the members' health, from how calls end and from checks, and remembers whose has changed. Under the pool's lock.
 *
 * @param <C> the connection
 */
final class Vigil<C> {

    private final Setup<C> setup;
    private final Agenda<C> agenda;
    private final OutlierDetector detector;
    private final Map<EndpointHealth, Member<C>> members =
            new LinkedHashMap<>(); // a panic goes through all, in one order
    private Set<Member<C>> changed = new LinkedHashSet<>();
    private boolean panicked;

    /** Whether, and when, the end of an ejection is looked at. */
    private boolean awaiting;

    private long awaited;

    Vigil(Setup<C> setup, Agenda<C> agenda) {
        this.setup = setup;
        this.agenda = agenda;
        this.detector = new OutlierDetector(setup.outliers(), setup.random());
    }

    /** What calls to a new endpoint will say about it. */
    EndpointHealth healthOf(Address address, long now) {
        return detector.add(address, now);
    }

    void add(Member<C> member, long now) {
        members.put(member.health, member);
        Optional<CheckOptions> checks = setup.checks();
        if (checks.isPresent()) {
            watch(member, new CheckSchedule(checks.get(), setup.random(), now));
        }
        notePanic();
    }

    void remove(Member<C> member, long now) {
        note(detector.remove(member.health, now), now);
        members.remove(member.health);
    }

    /** Whose health has changed since this was asked before. */
    Set<Member<C>> takeChanged() {
        Set<Member<C>> all = changed;
        if (!all.isEmpty()) {
            changed = new LinkedHashSet<>();
        }
        return all;
    }

    void down(Member<C> member, boolean down) {
        detector.down(member.health, down);
        notePanic();
    }

    /** An operator drained it, or took that back: meanwhile it is as if there were one endpoint less. */
    void aside(Member<C> member, boolean aside, long now) {
        note(detector.aside(member.health, aside, now), now);
        awaitNext(now); // its ejection may have ended meanwhile
    }

    /** A call failed in a way that calls for a look; it has not been counted among those that ended yet. */
    void suspect(Member<C> member, long now) {
        note(detector.judge(member.health, member.ended() + 1, member.callFailures(), now), now);
    }

    /** Its first connection since it had none. */
    void reached(Member<C> member, long now) {
        note(detector.reached(member.health), now);
    }

    /** The one call that was let through has ended. */
    void probed(Member<C> member, long ticket, boolean succeeded, long now) {
        note(
                succeeded
                        ? detector.probeSucceeded(member.health, ticket, now)
                        : detector.probeFailed(member.health, ticket, now),
                now);
    }

    private void note(List<HealthChange> changes, long now) {
        for (HealthChange change : changes) {
            Member<C> member = members.get(change.endpoint());
            if (member != null) {
                changed.add(member);
                member.changedBy = change.why();
                member.passes = 0;
            }
        }
        notePanic();
        if (!changes.isEmpty()) {
            awaitNext(now);
        }
    }

    /** Looks again when the next ejection ends; at one moment at a time, the earliest. */
    private void awaitNext(long now) {
        OptionalLong next = detector.nextAt(now);
        if (next.isPresent() && (!awaiting || next.getAsLong() - awaited < 0)) {
            long at = next.getAsLong();
            awaiting = true;
            awaited = at;
            agenda.add(at, (then, effects) -> advance(at, then));
        }
    }

    /** It may be that nobody's time is up: whose it was may have been removed meanwhile, and others are to be awaited still. */
    private void advance(long at, long now) {
        if (awaiting && awaited == at) {
            awaiting = false;
            note(detector.advance(now), now);
            awaitNext(now);
        }
    }

    /** While too few are eligible, nobody is left alone: that concerns everybody. */
    private void notePanic() {
        if (panicked != detector.isPanicking()) {
            panicked = !panicked;
            changed.addAll(members.values());
        }
    }

    // ---- checks

    private void watch(Member<C> member, CheckSchedule schedule) {
        schedule.nextAt()
                .ifPresent(at -> agenda.add(at, (now, effects) -> {
                    if (!member.removed) {
                        begin(member, schedule, now, effects);
                    }
                }));
    }

    private void begin(Member<C> member, CheckSchedule schedule, long now, Effects<C> effects) {
        if (member.isUnconnected()) {
            schedule.skip(now);
            watch(member, schedule);
        } else if (schedule.tryBegin(now)) {
            Check<C> check = new Check<>(member.links().get(0), schedule);
            effects.check(check);
            Duration limit = setup.checks().map(CheckOptions::timeout).orElse(CheckOptions.DEFAULT_TIMEOUT);
            agenda.add(now + limit.toNanos(), (then, more) -> {
                if (!check.done) {
                    more.cancel(check);
                    String message = "no answer within " + Text.of(limit);
                    checked(check, new TimeoutException(message), then);
                }
            });
        } else {
            watch(member, schedule);
        }
    }

    /** A check has an answer. One on a connection that is not used any more says nothing. */
    void checked(Check<C> check, @Nullable Throwable problem, long now) {
        if (check.done) {
            return;
        }
        check.done = true;
        Member<C> member = check.link.member;
        if (!member.links().contains(check.link)) {
            check.schedule.lost(now);
        } else if (problem == null) {
            check.schedule.passed(now);
            passed(member, check.schedule.isHealthy(), now);
        } else {
            member.passes = 0;
            if (check.schedule.failed(now) == CheckSchedule.Verdict.NOW_UNHEALTHY) {
                note(detector.unfit(member.health, "health check failed: " + Text.of(problem)), now);
            }
        }
        watch(member, check.schedule);
    }

    /** As many passes as bring back an unhealthy endpoint also bring back one whose calls failed. */
    private void passed(Member<C> member, boolean healthy, long now) {
        int enough = setup.checks().map(CheckOptions::healthyAfter).orElse(1);
        member.passes++;
        if (healthy && (member.isUnfit() || member.passes >= enough)) {
            note(detector.fit(member.health, now), now);
        }
    }

    /**
     * A check under way.
     *
     * @param <C> the connection
     */
    static final class Check<C> {
        final Link<C> link;
        private final CheckSchedule schedule;

        /** What the transport promised; for those who cancel. */
        volatile @Nullable CompletableFuture<Void> promise;

        /** It has an answer or is out of time. Written under the pool's lock. */
        volatile boolean done;

        Check(Link<C> link, CheckSchedule schedule) {
            this.link = link;
            this.schedule = schedule;
        }
    }
}
