// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.endpoint.Endpoint;
import java.util.List;

/**
 * What is kept of an EndpointSlice.
 *
 * @param candidates those of its endpoints that can be called, now or while they terminate
 * @param others whether it mentions more: some that are not ready, or can't be read, or are not meant here
 */
record Slice(List<Candidate> candidates, boolean others) {

    /**
     * Somebody who can be called.
     *
     * @param endpoint with all its attributes
     * @param target what is behind the address, most often a pod; empty if the slice doesn't say
     * @param ready whether it is; otherwise it terminates, and still serves
     */
    record Candidate(Endpoint endpoint, String target, boolean ready) {}
}
