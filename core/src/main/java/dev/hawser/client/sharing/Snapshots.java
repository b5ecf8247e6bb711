// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.client.sharing.SharedPoolSnapshot.EndpointSnapshot;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.view.Setting;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes snapshots, under the pool's lock. */
final class Snapshots {

    private Snapshots() {}

    /** What the core doesn't know: see {@link SharedPoolSnapshot}, and what the pool was built with. */
    record Origin(
            String pool,
            String source,
            Optional<Duration> age,
            Optional<DiscoveryProblem> problem,
            Map<String, Setting> settings) {}

    static <C> SharedPoolSnapshot of(Origin origin, Coordinator<C> core, long now) {
        List<EndpointSnapshot> endpoints = core.members().stream()
                .sorted(Comparator.comparing((Member<C> member) -> member.address())
                        .thenComparing(member -> member.removed))
                .map(member -> of(member, now))
                .toList();
        return new SharedPoolSnapshot(
                origin.pool, origin.source, core.waiting(), origin.age, origin.problem, endpoints);
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
