// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.failover.RetryBudget;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the builder of a cluster pool has settled.
 *
 * @param atEnd ends what was made for this pool alone
 */
record ClusterSetup(
        String name,
        Time time,
        Executor executor,
        RandomGenerator random,
        RetryPolicy retry,
        RetryBudget budget,
        Duration requestTimeout,
        Runnable atEnd) {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterPool.class);

    Logger log() {
        return LOG;
    }
}
