// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.balance.Balancer;
import dev.hawser.limit.RateLimit;
import java.time.Duration;
import java.util.Optional;

/**
 * What to do to whom. Not a public options type: the command line makes one, checked.
 *
 * @param target as the user typed it
 * @param concurrency requests under way at the same time
 * @param requests how many in all; {@link Long#MAX_VALUE} if only the time ends it
 * @param duration when to end; absent if only the number of requests does
 */
record BenchPlan(
        String target,
        Mode mode,
        int concurrency,
        int connections,
        long requests,
        Optional<Duration> duration,
        Duration timeout,
        Traffic traffic) {

    /** How requests share connections; the names are what users type. */
    enum Mode {
        /** One request at a time on a leased connection. */
        lease,
        /** Many requests in flight on a connection, told apart by ids in frames. */
        multiplex
    }

    /**
     * What goes over the wire, and how it is spread.
     *
     * @param rateLimit for each endpoint
     */
    record Traffic(byte[] payload, Reply reply, Balancer balancer, RateLimit rateLimit, boolean tls) {}
}
