// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.LastGood;
import dev.hawser.discovery.follow.LastGoodWatch;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import java.time.Duration;
import java.util.List;

/**
 * Passes on what discovery says.
 *
 * @param engine who is to hear it
 */
record Follower(Engine<?> engine) implements LastGoodWatch.Follower {

    @Override
    public void onEndpoints(List<Endpoint> endpoints) {
        engine.decide((core, now, effects) -> core.endpoints(endpoints, now, effects));
    }

    @Override
    public void onProblem(LastGood.Problem problem) {
        engine.decide((core, now, effects) -> core.troubled(problem)); // a reason for callers, too
        engine.tell(new PoolEvent.DiscoveryFailed(
                engine.setup().name(), engine.source(), problem.message(), problem.cause()));
    }

    @Override
    public void onRecovered(Duration after) {
        engine.tell(new PoolEvent.DiscoveryRecovered(engine.setup().name(), engine.source(), after));
    }
}
