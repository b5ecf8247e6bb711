// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import java.util.List;

/**
 * The smooth weighted round robin of nginx, computed once: at each turn everybody's credit grows by his weight, and the
 * one with the most pays the sum of all. 5,1,1 gives A A B A C A A. No order of whole numbers is more even than one
 * turn off.
 */
final class SmoothOrder implements TurnOrder {

    /** The most candidates; from there on a heap gives nearly the same evenness, and its cost doesn't grow. */
    static final int MAX_SEATS = 50;

    /** The longest cycle: 4 KiB, made in 200,000 steps. Arbitrary, beyond being small enough not to be noticed. */
    static final int MAX_PERIOD = 4096;

    private final int[] indexes;
    private final byte[] cycle;

    private SmoothOrder(List<Seat> seats, byte[] cycle) {
        this.indexes = Seat.indexes(seats);
        this.cycle = cycle;
    }

    /** Whether seats and cycle are few enough; otherwise the order is left to {@link EarliestDeadlinePicker}. */
    static boolean fits(List<Seat> seats) {
        long turns = 0;
        for (int units : Seat.units(seats)) {
            turns += units;
        }
        return seats.size() <= MAX_SEATS && turns <= MAX_PERIOD;
    }

    /** @param seats the heaviest first, ties by address, at least one; they {@linkplain #fits fit} */
    static SmoothOrder of(List<Seat> seats) {
        int[] units = Seat.units(seats);
        int sum = 0;
        for (int u : units) {
            sum += u;
        }
        int[] credit = new int[units.length];
        byte[] cycle = new byte[sum];
        for (int turn = 0; turn < sum; turn++) {
            int best = 0;
            for (int i = 0; i < units.length; i++) {
                credit[i] += units[i];
                if (credit[i] > credit[best]) {
                    best = i;
                }
            }
            credit[best] -= sum;
            cycle[turn] = (byte) best;
        }
        return new SmoothOrder(seats, cycle);
    }

    @Override
    public long period() {
        return cycle.length;
    }

    @Override
    public int at(long position) {
        return indexes[cycle[(int) position]];
    }

    @Override
    public long turnsUntilAdmitted(long position, Admission admission) {
        long refused = 0; // one bit for each seat, so that each is asked once however many turns it has
        int place = (int) position;
        for (int passed = 0; passed < cycle.length; passed++) {
            long seat = 1L << cycle[place];
            if ((refused & seat) == 0) {
                if (admission.admits(indexes[cycle[place]])) {
                    return passed;
                }
                refused |= seat;
            }
            place = place + 1 == cycle.length ? 0 : place + 1;
        }
        return NOTHING;
    }

    /**
     * As far into this cycle, in proportion, as the previous one was. Rounded up: under changes that come faster than
     * picks, rounding down could give the same candidate each turn.
     */
    @Override
    public long continued(TurnOrder previous, long position) {
        if (!(previous instanceof SmoothOrder before)) {
            return NOTHING;
        }
        return (position * period() + before.period() - 1) / before.period() % period();
    }
}
