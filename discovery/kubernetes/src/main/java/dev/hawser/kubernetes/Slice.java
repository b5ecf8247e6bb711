// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.kubernetes.api.Json;
import java.util.List;

/**
 * What is kept of an EndpointSlice.
 *
 * @param candidates its endpoints, also those that can't be used now
 * @param others whether it mentions more, which can't be read or are not meant here
 */
record Slice(List<Candidate> candidates, boolean others) {

    /**
     * Somebody who may be called at some time.
     *
     * @param endpoint with all its attributes
     * @param target what is behind the address, most often a pod; empty if the slice doesn't say
     */
    record Candidate(Endpoint endpoint, String target, Use use) {

        Candidate better(Candidate other) {
            return other.use.compareTo(use) < 0 ? other : this;
        }
    }

    /** What an endpoint is good for; the best comes first. */
    enum Use {
        READY,
        /** It terminates and still serves: better than nobody. */
        SERVING,
        NONE;

        /** By the API's rules: ready unless told, serving as ready unless told, terminating only if told. */
        static Use of(Object endpoint) {
            boolean ready = Json.flag(endpoint, "conditions", "ready").orElse(true);
            boolean serving = Json.flag(endpoint, "conditions", "serving").orElse(ready);
            boolean terminating =
                    Json.flag(endpoint, "conditions", "terminating").orElse(false);
            return ready ? READY : serving && terminating ? SERVING : NONE;
        }
    }
}
