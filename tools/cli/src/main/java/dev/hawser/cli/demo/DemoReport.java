// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a demo went: the document that {@code --output json} prints, component by component. Documented in docs/cli.md;
 * fields are added, never renamed or removed, without a new {@code schema}.
 *
 * @param schema {@link #SCHEMA}
 * @param seconds how long it ran
 * @param interrupted whether it was ended early
 * @param ok whether everything that should have happened did
 * @param problems what did not, in words
 * @param outage of the TCP fleet's server that was killed; {@code null} if none was
 * @param grpc what became of gRPC's promises; {@code null} without that fleet
 */
record DemoReport(
        String schema,
        double seconds,
        boolean interrupted,
        boolean ok,
        List<String> problems,
        Requests requests,
        List<ErrorCount> errors,
        Latency latencyMs,
        List<Pool> pools,
        @Nullable Outage outage,
        @Nullable Grpc grpc,
        List<Event> events) {

    static final String SCHEMA = "hawser.demo/1";

    /** How requests ended; {@code total = answered + failed + refused}. */
    record Requests(long total, long answered, long failed, long refused, double successRate) {}

    record ErrorCount(String cause, long count) {}

    /** Milliseconds; from the request being sent to its answer, so without the wait for a connection. */
    record Latency(double min, double mean, double p50, double p90, double p99, double max) {}

    record Pool(String name, List<Server> servers) {}

    /** One server through one pool; {@code share} is of the pool's answers over the whole run. */
    record Server(
            String name,
            String address,
            String state,
            int weight,
            long answered,
            long failed,
            double share,
            Latency latencyMs,
            List<ErrorCount> errors) {}

    /** The death of a server; what did not happen is {@code null}. */
    record Outage(
            String server,
            double killedAtSeconds,
            long failedRequests,
            @Nullable Double lastRequestAfterMs,
            @Nullable Double restoredAtSeconds,
            @Nullable Double usedAgainAfterMs) {}

    /** The gRPC fleet's story, whose chapters are {@code null} if it did not come to them. */
    record Grpc(
            Calls idempotent,
            Calls other,
            @Nullable Outage outage,
            @Nullable Restart restart,
            @Nullable Added added,
            @Nullable Slow slow) {}

    /**
     * Calls of one kind; {@code total = answered + failed}.
     *
     * @param inFlightOnKilled those of the failed that nobody could have saved
     * @param retried those of the answered that took more than one attempt
     */
    record Calls(long total, long answered, long failed, long inFlightOnKilled, long retried) {}

    /** A server that drained, ended and came back. */
    record Restart(
            String server, double atSeconds, @Nullable Double backAtSeconds, long failedCalls) {}

    /** A server that joined, and its share of the answers from then on. */
    record Added(String server, double atSeconds, @Nullable Double share) {}

    /** A server that was slow for a while, and its share of the answers. */
    record Slow(
            String server,
            double fromSeconds,
            @Nullable Double untilSeconds,
            @Nullable Double shareBefore,
            @Nullable Double shareMeanwhile,
            @Nullable Double shareAfter) {}

    /** What the scenario and the pools did. */
    record Event(double atSeconds, String who, String what) {}
}
