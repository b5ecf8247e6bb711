// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.endpoint.Address;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which endpoints a call may go to.
 *
 * @param only this one and no other; absent leaves it to the balancer
 * @param avoid only if no other can serve: those that the call has tried already
 */
public record Choice(Optional<Address> only, Set<Address> avoid) {

    /** Whomever the balancer picks. */
    public static final Choice ANY = new Choice(Optional.empty(), Set.of());

    public Choice {
        avoid = Set.copyOf(avoid);
    }

    /** That endpoint, whatever the balancer says. */
    public static Choice only(Address endpoint) {
        return new Choice(Optional.of(endpoint), Set.of());
    }

    /** The same, but rather not that one. */
    public Choice avoiding(Address endpoint) {
        Set<Address> more = new HashSet<>(avoid);
        more.add(endpoint);
        return new Choice(only, more);
    }
}
