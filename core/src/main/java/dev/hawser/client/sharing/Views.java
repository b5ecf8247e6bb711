// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.internal.Fault;
import dev.hawser.internal.engine.Origin;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** How a pool stands, in the words of all pools. Under the pool's lock. */
final class Views {

    private Views() {}

    static <C> PoolView of(Origin<DiscoveryProblem> origin, Coordinator<C> core, long now) {
        List<EndpointView> endpoints = core.members().stream()
                .sorted(Comparator.comparing((Member<C> member) -> member.address())
                        .thenComparing(member -> member.removed))
                .map(member -> of(member, now))
                .toList();
        return origin.view(Holding.SHARED, core.waiting(), core.use(), endpoints);
    }

    private static <C> EndpointView of(Member<C> member, long now) {
        return new EndpointView(
                member.steered.discovered(),
                member.state(),
                member.unavailable(now).map(Unavailable::toString).orElse(""),
                connections(member),
                new Traffic(member.inFlightInAll(), member.ended(), member.callFailures(), OptionalDouble.empty()),
                member.steered.steering(),
                Fault.seen(member.latest, now));
    }

    private static <C> Connections connections(Member<C> member) {
        List<Link<C>> links = member.links();
        int busy =
                (int) links.stream().filter(link -> link.usage.inFlight() > 0).count();
        return new Connections(
                links.size() - busy,
                busy,
                member.attempt == null ? 0 : 1,
                member.retired.size(),
                member.setup.sharing().minConnections(),
                member.setup.sharing().maxConnections(),
                member.opened,
                member.reach.failedInAll());
    }
}
