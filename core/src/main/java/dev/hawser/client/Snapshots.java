// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.client.PoolSnapshot.EndpointSnapshot;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.internal.engine.Origin;
import dev.hawser.pool.Counts;
import java.util.Comparator;
import java.util.List;

/** Takes snapshots, under the client's lock. */
final class Snapshots {

    private Snapshots() {}

    static <C> PoolSnapshot of(Origin<DiscoveryProblem> origin, Dispatcher<C> core, long now) {
        List<EndpointSnapshot> endpoints = core.members().stream()
                .sorted(Comparator.comparing(Member::address))
                .map(member -> of(member, now))
                .toList();
        return new PoolSnapshot(
                origin.pool(), origin.source(), core.waiting(), origin.age(), origin.problem(), endpoints);
    }

    private static <C> EndpointSnapshot of(Member<C> member, long now) {
        Counts counts = member.pool.counts();
        return new EndpointSnapshot(
                member.endpoint(),
                member.state(),
                member.unavailable(now).map(Unavailable::toString).orElse(""),
                counts.idle() + counts.checking(),
                counts.leased(),
                counts.connecting(),
                member.pool.max(),
                member.opened,
                member.failed,
                counts.leases());
    }
}
