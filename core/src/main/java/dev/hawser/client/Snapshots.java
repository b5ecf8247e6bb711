// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.client.PoolSnapshot.EndpointSnapshot;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.pool.Counts;
import dev.hawser.view.Setting;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes snapshots, under the client's lock. */
final class Snapshots {

    private Snapshots() {}

    /** What the core doesn't know: see {@link PoolSnapshot}, and what the pool was built with. */
    record Origin(
            String pool,
            String source,
            Optional<Duration> age,
            Optional<DiscoveryProblem> problem,
            Map<String, Setting> settings) {}

    static <C> PoolSnapshot of(Origin origin, Dispatcher<C> core, long now) {
        List<EndpointSnapshot> endpoints = core.members().stream()
                .sorted(Comparator.comparing(Member::address))
                .map(member -> of(member, now))
                .toList();
        return new PoolSnapshot(origin.pool, origin.source, core.waiting(), origin.age, origin.problem, endpoints);
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
