// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.view.Finding;
import java.util.Optional;

/** What can be wrong with how pools are measured. */
final class MeterRules {
    /** A tag with more values than this makes scrapes and queries slow, and monitoring that is paid by series dear. */
    static final int MANY_ENDPOINTS = 1000;

    static final String PER_ENDPOINT = "metrics-per-endpoint";

    private MeterRules() {}

    /**
     * A series for each of many endpoints.
     *
     * @param endpoints how many have series of their own
     * @param series of these, how many
     */
    static Optional<Finding> perEndpoint(String pool, int endpoints, int series) {
        if (endpoints < MANY_ENDPOINTS) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                PER_ENDPOINT,
                Finding.Severity.WARNING,
                pool,
                endpoints + " endpoints have meters of their own: " + series + " series with the tag endpoint",
                "each scrape, and whoever stores it, has that many, and as many again for each endpoint that comes",
                "measure with PoolMetrics.perPool(), or work with a part of the endpoints (subset in the target)"));
    }
}
