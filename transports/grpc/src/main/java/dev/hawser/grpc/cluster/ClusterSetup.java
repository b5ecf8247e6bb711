// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.endpoint.Address;
import dev.hawser.failover.RetryBudget;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.leader.LeaderOptions;
import dev.hawser.leader.LeaderTracker;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the builder of a cluster pool has settled.
 */
record ClusterSetup(
        String name,
        Time time,
        Executor executor,
        RandomGenerator random,
        RetryPolicy retry,
        RetryBudget budget,
        Limits limits,
        Optional<Leaders> leaders) {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterPool.class);

    Duration requestTimeout() {
        return limits.requestTimeout();
    }

    Runnable atEnd() {
        return limits.atEnd();
    }

    Logger log() {
        return LOG;
    }

    /** @param atEnd ends what was made for this pool alone */
    record Limits(Duration requestTimeout, Runnable atEnd) {}

    /** Where news of leaders come from. */
    record Leaders(LeaderHintSource source, LeaderOptions options) {

        Leadership over(ClusterSetup setup, Fleet fleet, Roll members, Consumer<Address> admit) {
            LeaderTracker tracker =
                    new LeaderTracker(options, Set.of(), setup.time().nanoTime());
            return new Leadership(
                    tracker,
                    source,
                    new Leadership.Surroundings(
                            setup.name(),
                            setup.time(),
                            setup.random(),
                            fleet::tell,
                            fleet::at,
                            members::nodes,
                            fleet::isDrained,
                            admit));
        }
    }
}
