// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.internal.Fault;
import dev.hawser.internal.engine.Origin;
import dev.hawser.pool.Counts;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import java.util.Comparator;
import java.util.List;

/** How a pool stands, in the words of all pools. Under the client's lock. */
final class Views {

    private Views() {}

    static <C> PoolView of(Origin<DiscoveryProblem> origin, Dispatcher<C> core, long now) {
        List<EndpointView> endpoints = core.members().stream()
                .sorted(Comparator.comparing(Member::address))
                .map(member -> of(member, now))
                .toList();
        return origin.view(Holding.EXCLUSIVE, core.waiting(), core.use(), endpoints);
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
