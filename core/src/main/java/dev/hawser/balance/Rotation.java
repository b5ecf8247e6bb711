// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import dev.hawser.endpoint.Address;
import java.util.List;

/** Everybody once, by address. A replacement goes on after the last one used, also if that one is gone by then. */
final class Rotation implements TurnOrder {

    private final List<Seat> seats;
    private final int[] indexes;

    /** @param seats by address, at least one */
    Rotation(List<Seat> seats) {
        this.seats = seats;
        this.indexes = Seat.indexes(seats);
    }

    @Override
    public long period() {
        return indexes.length;
    }

    @Override
    public int at(long position) {
        return indexes[(int) position];
    }

    @Override
    public long turnsUntilAdmitted(long position, Admission admission) {
        int place = (int) position;
        for (int passed = 0; passed < indexes.length; passed++) {
            if (admission.admits(indexes[place])) {
                return passed;
            }
            place = place + 1 == indexes.length ? 0 : place + 1;
        }
        return NOTHING;
    }

    @Override
    public long continued(TurnOrder previous, long position) {
        if (!(previous instanceof Rotation before)) {
            return NOTHING;
        }
        int last = (int) ((position + before.period() - 1) % before.period());
        Address lastUsed = before.seats.get(last).address();
        for (int place = 0; place < seats.size(); place++) {
            if (seats.get(place).address().compareTo(lastUsed) > 0) {
                return place;
            }
        }
        return 0;
    }
}
