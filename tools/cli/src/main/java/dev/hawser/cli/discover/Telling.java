// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.endpoint.Endpoint;
import java.time.Instant;
import java.util.List;

/** How what is seen is told: to people or to programs. */
interface Telling {

    /**
     * The first set, of a watch that goes on.
     *
     * @param summary the source, in words
     */
    void begin(List<Endpoint> endpoints, String summary, Instant at);

    /**
     * One event of a watch.
     *
     * @param count endpoints after it
     */
    void event(Event event, Instant at, int count);

    /**
     * The one answer, or that there is none, of a run without a watch.
     *
     * @param summary the source, in words
     */
    void end(DiscoverReport report, List<Endpoint> endpoints, String summary);
}
