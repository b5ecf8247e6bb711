// SPDX-License-Identifier: Apache-2.0
package dev.hawser.leader;

import dev.hawser.endpoint.Address;
import java.util.Optional;

/**
 * What follows from a reply about leadership.
 *
 * @param follow whom to go to at once; absent means to back off first, since an election may be going on
 * @param change whether another leads now than before, as far as is known
 */
public record LeaderNews(Optional<Address> follow, Optional<Change> change) {

    static final LeaderNews NONE = new LeaderNews(Optional.empty(), Optional.empty());

    /**
     * Another leads now, or nobody is known to.
     *
     * @param why in words
     */
    public record Change(Optional<Address> from, Optional<Address> to, String why) {}
}
