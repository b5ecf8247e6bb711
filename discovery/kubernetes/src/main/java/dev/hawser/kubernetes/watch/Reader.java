// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What resources of a kind say about endpoints. Stateless.
 *
 * @param <T> what is kept of one resource: as little as is needed, for the resource itself is forgotten
 */
public interface Reader<T> {

    /** @throws IllegalArgumentException if it can't be read at all; the message says why, and is shown */
    T read(Resource resource);

    /** @param all of each resource, in the order of the resources' names */
    Found found(Collection<T> all);

    /** How long to hold on to an endpoint that is no longer mentioned anywhere. */
    default Duration grace() {
        return Duration.ZERO;
    }

    /**
     * The whole set.
     *
     * @param endpoints in an order that depends on nothing but themselves
     * @param nobody nothing is mentioned that could be an endpoint later: not one that is unready, nor one that can't be
     *     read. Only then can an empty set be a certain one.
     * @param mentioned addresses that resources name, whether they can be used or not
     */
    record Found(List<Endpoint> endpoints, boolean nobody, Set<Address> mentioned) {

        /** Without grace it makes no difference who is mentioned. */
        public Found(List<Endpoint> endpoints, boolean nobody) {
            this(endpoints, nobody, Set.of());
        }
    }
}
