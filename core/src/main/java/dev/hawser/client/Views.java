// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.client.PoolSnapshot.EndpointSnapshot;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import dev.hawser.view.PoolView.Source;
import dev.hawser.view.PoolView.Use;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A snapshot in the words of all pools. */
final class Views {

    private Views() {}

    static PoolView of(PoolSnapshot seen) {
        return new PoolView(
                seen.pool(),
                Holding.EXCLUSIVE,
                new Source(
                        seen.source(),
                        seen.discoveryAge(),
                        seen.discoveryProblem().map(DiscoveryProblem::toString)),
                Optional.empty(),
                seen.waiting(),
                Use.NONE,
                Map.of(),
                seen.endpoints().stream().map(Views::of).toList());
    }

    private static EndpointView of(EndpointSnapshot seen) {
        return new EndpointView(
                seen.endpoint(),
                seen.state(),
                seen.why(),
                new Connections(
                        seen.idle(), seen.leased(), seen.connecting(), 0, seen.max(), seen.opened(), seen.failures()),
                new Traffic(seen.leased(), seen.leases(), 0, OptionalDouble.empty()),
                Steering.NONE,
                Optional.empty());
    }
}
