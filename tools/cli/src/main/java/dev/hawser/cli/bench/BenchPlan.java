// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.balance.Balancer;
import dev.hawser.cli.tls.TlsWords;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What to do to whom. Not a public options type: the command line makes one, checked.
 *
 * @param target as the user typed it, but for the values of its parameters
 * @param concurrency requests under way at the same time
 * @param requests how many in all; {@link Long#MAX_VALUE} if only the time ends it
 * @param duration when to end; absent if only the number of requests does
 * @param timeout for connecting, for getting a connection, and for the answer, each
 * @param rate the most requests a second in all, evenly spaced; absent sends the next when the last is answered
 */
record BenchPlan(
        String target,
        Load load,
        int concurrency,
        long requests,
        Optional<Duration> duration,
        Duration timeout,
        OptionalDouble rate,
        Wiring wiring) {

    /**
     * How requests find their way.
     *
     * @param connections the most per endpoint
     */
    record Wiring(int connections, Balancer balancer, TlsWords.Choice tls) {}
}
