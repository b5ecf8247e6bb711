// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How one endpoint of a pool stood.
 *
 * @param endpoint who it is, as discovery says
 * @param state in one word
 * @param why the reason it cannot serve right now, in words; empty if it can
 * @param connections to it
 * @param traffic what went to it
 * @param steering what an operator did to it
 * @param lastError the latest failure that was its fault, if there was one
 */
public record EndpointView(
        Endpoint endpoint,
        EndpointState state,
        String why,
        Connections connections,
        Traffic traffic,
        Steering steering,
        Optional<LastError> lastError) {

    /**
     * Its connections.
     *
     * @param idle open, and nobody's
     * @param busy leased, or with calls on them
     * @param connecting being opened
     * @param draining finishing what they have
     * @param min kept open in the background
     * @param max the most there may be
     * @param opened since the endpoint was added
     * @param failures attempts to connect that failed, since then
     */
    public record Connections(
            int idle, int busy, int connecting, int draining, int min, int max, long opened, long failures) {}

    /**
     * Its traffic.
     *
     * @param inFlight leases out, or calls that have not ended
     * @param total leases given out, or calls that ended, since the endpoint was added
     * @param failed of those, by its fault
     * @param rateUsed the part of its rate limit that is used, 0 to 1; absent without a limit
     */
    public record Traffic(int inFlight, long total, long failed, OptionalDouble rateUsed) {}

    /**
     * What an operator did to it; see {@link PoolControl}.
     *
     * @param drained whether it gets no new work
     * @param weight in place of discovery's
     */
    public record Steering(boolean drained, OptionalInt weight) {

        /** Nothing. */
        public static final Steering NONE = new Steering(false, OptionalInt.empty());
    }

    /**
     * A failure.
     *
     * @param message in words, without a secret
     * @param ago how long ago
     */
    public record LastError(String message, Duration ago) {}

    /** The weight that counts. */
    public int weight() {
        return steering.weight().orElse(endpoint.weight());
    }
}
