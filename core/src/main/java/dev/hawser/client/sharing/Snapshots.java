// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.client.sharing.SharedPoolSnapshot.EndpointSnapshot;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.internal.engine.Origin;
import java.util.Comparator;
import java.util.List;

/** Takes snapshots, under the pool's lock. */
final class Snapshots {

    private Snapshots() {}

    static <C> SharedPoolSnapshot of(Origin<DiscoveryProblem> origin, Coordinator<C> core, long now) {
        List<EndpointSnapshot> endpoints = core.members().stream()
                .sorted(Comparator.comparing((Member<C> member) -> member.address())
                        .thenComparing(member -> member.removed))
                .map(member -> of(member, now))
                .toList();
        return new SharedPoolSnapshot(
                origin.pool(), origin.source(), core.waiting(), origin.age(), origin.problem(), endpoints);
    }

    private static <C> EndpointSnapshot of(Member<C> member, long now) {
        return new EndpointSnapshot(
                member.endpoint(),
                member.state(),
                member.unavailable(now).map(Unavailable::toString).orElse(""),
                member.links().size(),
                member.attempt == null ? 0 : 1,
                member.retired.size(),
                member.inFlightInAll(),
                member.ended(),
                member.callFailures(),
                member.reach.failedInAll());
    }
}
