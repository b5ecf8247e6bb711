// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import java.util.List;
import java.util.Optional;

/** What all balancers of the catalogue share: a name to be shown, seats in place of a list, and the empty case. */
record NamedBalancer(String name, boolean usesLoad, Maker maker) implements Balancer {

    /** Makes a picker over at least one seat; the seats are sorted by address. */
    interface Maker {
        Picker make(List<Seat> seats, List<? extends Candidate> candidates, Optional<Picker> previous);
    }

    @Override
    public Picker picker(List<? extends Candidate> candidates, Optional<Picker> previous) {
        Optional<Picker> last = previous.flatMap(p -> p instanceof Nobody nobody ? nobody.before() : Optional.of(p));
        return candidates.isEmpty() ? new Nobody(last) : maker.make(Seat.of(candidates), candidates, last);
    }

    @Override
    public String toString() {
        return name;
    }

    /** No candidates. Keeps the picker before it, so that an outage of all doesn't lose the position. */
    private record Nobody(Optional<Picker> before) implements Picker {

        @Override
        public int pick(Admission admission) {
            return NONE;
        }
    }
}
