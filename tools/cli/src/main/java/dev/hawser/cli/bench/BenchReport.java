// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured: the document that {@code --output json} prints, component by component. Documented in docs/cli.md;
 * fields are added, never renamed or removed, without a new {@code schema}.
 *
 * @param schema {@link #SCHEMA}
 * @param method the full name of what was called; {@code null} with TCP
 * @param interrupted whether it was ended early
 * @param ok whether at least one request was answered
 * @param requests all that ended; {@code answered + failed}
 * @param latencyMs from having a connection to having the answer
 * @param leaseWaitMs from asking the pool for a connection to having it
 * @param histogram of the latencies of answered requests
 */
record BenchReport(
        String schema,
        String target,
        String mode,
        @Nullable String method,
        int concurrency,
        boolean interrupted,
        boolean ok,
        long requests,
        long answered,
        long failed,
        double seconds,
        double requestsPerSecond,
        Latency latencyMs,
        Latency leaseWaitMs,
        List<Bar> histogram,
        List<ErrorCount> errors,
        List<Server> endpoints) {

    static final String SCHEMA = "hawser.bench/1";

    /** Milliseconds. */
    record Latency(
            double min,
            double mean,
            double p10,
            double p25,
            double p50,
            double p75,
            double p90,
            double p95,
            double p99,
            double max) {}

    /** So many answers took at most so long, and longer than the bar before. */
    record Bar(double upToMs, long count) {}

    record ErrorCount(String cause, long count) {}

    /** One endpoint; {@code why} is empty unless it could not serve in the end. */
    record Server(
            String address,
            String state,
            String why,
            long answered,
            long failed,
            double share,
            long connectionsOpened,
            long connectFailures,
            double p50Ms,
            double p99Ms,
            List<ErrorCount> errors) {}
}
