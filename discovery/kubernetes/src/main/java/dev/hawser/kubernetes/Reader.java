// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.endpoint.Endpoint;
import java.util.Collection;
import java.util.List;

/**
 * What resources of a kind say about endpoints. Stateless.
 *
 * @param <T> what is kept of one resource: as little as is needed, for the resource itself is forgotten
 */
interface Reader<T> {

    /** @throws IllegalArgumentException if it can't be read at all; the message says why, and is shown */
    T read(Resource resource);

    /** @param all of each resource, in the order of the resources' names */
    Found found(Collection<T> all);

    /**
     * The whole set.
     *
     * @param endpoints in an order that depends on nothing but themselves
     * @param nobody nothing is mentioned that could be an endpoint later: not one that is unready, nor one that can't be
     *     read. Only then can an empty set be a certain one.
     */
    record Found(List<Endpoint> endpoints, boolean nobody) {}
}
