// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.cli.source.EndpointJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The document that {@code hawser discover --output json} prints. Documented in docs/cli.md; fields may be added, and
 * are not renamed or removed without another {@link #SCHEMA}.
 *
 * @param target as typed, without the values of its parameters
 * @param source in words, as the discovery describes itself
 * @param ok whether there is an endpoint
 * @param failure why there is none; absent if there is one
 * @param ageSeconds how long ago the source confirmed this; absent if it never has
 * @param problems what was wrong with answers
 */
record DiscoverReport(
        String schema,
        String target,
        String source,
        boolean ok,
        @Nullable Failure failure,
        @Nullable Double ageSeconds,
        List<EndpointJson> endpoints,
        List<String> problems) {

    static final String SCHEMA = "hawser.discover/1";

    /**
     * @param error what happened
     * @param hint what may be done about it
     */
    record Failure(String error, String hint) {}
}
