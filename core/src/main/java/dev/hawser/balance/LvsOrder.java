// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import dev.hawser.endpoint.Address;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weighted round robin of the Linux Virtual Server ({@code ip_vs_wrr.c}), in the sorted form: in rounds at a
 * threshold that falls from the largest weight to 1 (in units of the common divisor), everybody who weighs at least
 * the threshold has one turn. So 4,3,2 gives A, A B, A B C, A B C.
 */
final class LvsOrder implements TurnOrder {
    /*
     * The original keeps an index and a threshold, and steps them. Since seats are sorted, the round at threshold u is
     * the first count(u) seats, and count changes only at a weight that occurs. Rounds of the same count form a stage,
     * and a position finds its stage by binary search: the k-th turn of a cycle of any length costs O(log stages),
     * takes no memory for the cycle, and lets one counter be the whole state.
     *
     * Stage s: thresholds levels[s] down to levels[s + 1] + 1, sizes[s] seats each, from position starts[s].
     */
    private final List<Seat> seats;
    private final int[] indexes;
    private final int divisor;
    private final int[] units;
    private final int[] levels;
    private final int[] sizes;
    private final long[] starts;

    /** @param seats the heaviest first, ties by address, at least one */
    LvsOrder(List<Seat> seats) {
        this.seats = seats;
        this.indexes = Seat.indexes(seats);
        this.divisor = Seat.commonDivisor(seats);
        this.units = Seat.units(seats);
        int[] distinct = Arrays.stream(units).distinct().toArray();
        this.levels = Arrays.copyOf(distinct, distinct.length + 1); // a last level of 0 ends the last stage
        this.sizes = new int[distinct.length];
        this.starts = new long[levels.length];
        int seat = 0;
        for (int s = 0; s < sizes.length; s++) {
            while (seat < units.length && units[seat] == levels[s]) {
                seat++;
            }
            sizes[s] = seat;
            starts[s + 1] = starts[s] + (long) (levels[s] - levels[s + 1]) * seat;
        }
    }

    @Override
    public long period() {
        return starts[sizes.length];
    }

    @Override
    public int at(long position) {
        int stage = stageOf(position);
        return indexes[placeIn(stage, position)];
    }

    /**
     * Asks the rest of the round at hand, then one whole round, and then only those whom each further stage adds: a
     * round after a fruitless one of the same stage would be fruitless too.
     */
    @Override
    public long turnsUntilAdmitted(long position, Admission admission) {
        int stage = stageOf(position);
        int place = placeIn(stage, position);
        for (int i = place; i < sizes[stage]; i++) {
            if (admission.admits(indexes[i])) {
                return i - place;
            }
        }
        long next = position + sizes[stage] - place;
        long passed = next - position;
        int refused = 0;
        if (next == period()) {
            next = 0;
        }
        for (stage = stageOf(next); stage < sizes.length; stage++) {
            for (int i = refused; i < sizes[stage]; i++) {
                if (admission.admits(indexes[i])) {
                    return passed + i;
                }
            }
            refused = sizes[stage];
            passed += starts[stage + 1] - Math.max(starts[stage], next);
        }
        return NOTHING;
    }

    /**
     * Keeps the threshold, but not above the new largest weight, and goes on with the next seat of the old order that
     * is still there. Without that clamp a fall of weights would leave a threshold that nobody reaches.
     */
    @Override
    public long continued(TurnOrder previous, long position) {
        if (!(previous instanceof LvsOrder before)) {
            return NOTHING;
        }
        Map<Address, Integer> places = new HashMap<>();
        for (int i = 0; i < seats.size(); i++) {
            places.put(seats.get(i).address(), i);
        }
        int stage = before.stageOf(position);
        int from = before.placeIn(stage, position);
        int threshold = before.thresholdAt(stage, position);
        int heir = before.firstStaying(from, before.sizes[stage], places);
        if (heir < 0) {
            heir = before.firstStaying(0, before.indexes.length, places);
            if (heir < 0) {
                return 0;
            }
            int nextRound = threshold == 1 ? before.levels[0] : threshold - 1;
            threshold = Math.min(nextRound, before.units[heir]);
        }
        long kept = Math.min((long) threshold * before.divisor, (long) levels[0] * divisor);
        int round = (int) ((kept + divisor - 1) / divisor); // who reaches a threshold reaches the next whole unit
        return positionOf(round, places.getOrDefault(before.seats.get(heir).address(), 0));
    }

    /** The first seat from {@code from} on, before {@code to}, whose address is among {@code places}; -1 if none is. */
    private int firstStaying(int from, int to, Map<Address, Integer> places) {
        for (int i = from; i < to; i++) {
            if (places.containsKey(seats.get(i).address())) {
                return i;
            }
        }
        return -1;
    }

    /** The turn of the seat at {@code place} in the round at a threshold; the next round's first if it has none. */
    private long positionOf(int threshold, int place) {
        int stage = 0;
        while (levels[stage + 1] >= threshold) {
            stage++;
        }
        long round = starts[stage] + (long) (levels[stage] - threshold) * sizes[stage];
        return (round + Math.min(place, sizes[stage])) % period();
    }

    private int stageOf(long position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }

    private int placeIn(int stage, long position) {
        return (int) ((position - starts[stage]) % sizes[stage]);
    }

    private int thresholdAt(int stage, long position) {
        return levels[stage] - (int) ((position - starts[stage]) / sizes[stage]);
    }
}
