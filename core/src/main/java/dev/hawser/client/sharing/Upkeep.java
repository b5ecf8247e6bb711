// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.event.CloseReason;
import java.util.Comparator;
import java.util.List;

/**
 * Closes connections of which there are too many, and replaces those that are too old. Under the pool's lock.
 *
 * @param <C> the connection
 */
final class Upkeep<C> {

    /** How many graces without a call the last connection outlives: opening it again costs the next caller a while. */
    private static final int LAST_ONE_STAYS = 5;

    private final Setup<C> setup;
    private final Agenda<C> agenda;
    private final Coordinator<C> coordinator;

    Upkeep(Setup<C> setup, Agenda<C> agenda, Coordinator<C> coordinator) {
        this.setup = setup;
        this.agenda = agenda;
        this.coordinator = coordinator;
    }

    /** A connection was opened: from now on it is seen whether so many are needed, and how old this one gets. */
    void opened(Link<C> link, long now) {
        Member<C> member = link.member;
        member.links().forEach(each -> each.usage.takePeak());
        member.idleGraces = 0;
        observe(member, now);
        setup.sharing()
                .maxAge()
                .ifPresent(age -> agenda.add(
                        now + setup.aboutNanos(age.toNanos()), (then, effects) -> grownOld(link, then, effects)));
    }

    private void observe(Member<C> member, long now) {
        long at = now + setup.sharing().idleGrace().toNanos();
        member.observedUntil = at;
        agenda.add(at, (then, effects) -> {
            if (member.observedUntil == at && !member.isUnconnected()) {
                shrink(member, then, effects);
            }
        });
    }

    /** A whole grace has passed since a connection was opened or closed, or since this was looked at before. */
    private void shrink(Member<C> member, long now, Effects<C> effects) {
        List<Link<C>> links = member.links();
        int peak = links.stream().mapToInt(link -> link.usage.takePeak()).sum();
        member.idleGraces = peak == 0 ? member.idleGraces + 1 : 0;
        if (links.size() > needed(member, peak)) {
            links.stream()
                    .min(Comparator.comparingInt((Link<C> link) -> link.usage.inFlight())
                            .thenComparingLong(link -> link.usage.ended()))
                    .ifPresent(least ->
                            coordinator.drain(least, new Retirement(CloseReason.IDLE_TIMEOUT, null), now, effects));
            coordinator.maintain(member, now, effects);
        }
        observe(member, now);
    }

    private int needed(Member<C> member, int peak) {
        int target = setup.sharing().targetInFlight();
        int busy = peak / target + (peak % target == 0 ? 0 : 1);
        int least = member.idleGraces >= LAST_ONE_STAYS && !member.isUnfit() ? 0 : 1;
        return Math.max(busy, Math.max(least, setup.sharing().minConnections()));
    }

    private void grownOld(Link<C> link, long now, Effects<C> effects) {
        Member<C> member = link.member;
        if (member.links().contains(link)) {
            member.aged.add(link);
            coordinator.maintain(member, now, effects);
        }
    }

    /** There is one more connection: it takes the place of the oldest that is to be replaced. */
    void replace(Member<C> member, long now, Effects<C> effects) {
        if (!member.aged.isEmpty()) {
            Link<C> old = member.aged.iterator().next();
            coordinator.drain(old, new Retirement(CloseReason.MAX_LIFETIME, null), now, effects);
        }
    }
}
