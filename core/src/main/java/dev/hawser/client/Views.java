// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.internal.Fault;
import dev.hawser.pool.Counts;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import dev.hawser.view.PoolView.Source;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How a pool stands, in the words of all pools. Under the client's lock. */
final class Views {

    private Views() {}

    static <C> PoolView of(Snapshots.Origin origin, Dispatcher<C> core, long now) {
        List<EndpointView> endpoints = core.members().stream()
                .sorted(Comparator.comparing(Member::address))
                .map(member -> of(member, now))
                .toList();
        return new PoolView(
                origin.pool(),
                Holding.EXCLUSIVE,
                new Source(origin.source(), origin.age(), origin.problem().map(DiscoveryProblem::toString)),
                Optional.empty(),
                core.waiting(),
                core.use(),
                origin.settings(),
                endpoints);
    }

    private static <C> EndpointView of(Member<C> member, long now) {
        Counts counts = member.pool.counts();
        return new EndpointView(
                member.steered.discovered(),
                member.state(),
                member.unavailable(now).map(Unavailable::toString).orElse(""),
                connections(member, counts),
                new Traffic(counts.leased(), counts.leases(), member.broken(), member.rateUsed(now)),
                member.steered.steering(),
                Fault.seen(member.latest, now));
    }

    /** What is leased from an endpoint that gets nothing new is on its way out. */
    private static <C> Connections connections(Member<C> member, Counts counts) {
        int leaving = member.isShut() ? counts.leased() : 0;
        return new Connections(
                counts.idle() + counts.checking(),
                counts.leased() - leaving,
                counts.connecting(),
                leaving,
                member.pool.min(),
                member.pool.max(),
                member.opened,
                member.failed);
    }
}
