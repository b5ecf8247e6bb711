// SPDX-License-Identifier: Apache-2.0
package dev.hawser.leader;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a member said about who leads.
 *
 * @param leader who, by address; absent means that it knows of none
 * @param term the election that made it leader, which only grows; absent if the protocol tells none
 */
public record LeaderHint(Optional<Address> leader, OptionalLong term) {

    public LeaderHint {
        requireNonNull(leader, "leader");
        requireNonNull(term, "term");
    }
}
