// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A candidate that takes part, and what turns depend on. Pickers work on seats in a fixed order, so that the order in
 * which discovery happens to list its endpoints never shows.
 *
 * @param index in the list that the picker was made from, which is what a pick answers
 * @param weight at least 1
 */
record Seat(int index, Address address, int weight, int priority) {

    static final Comparator<Seat> HEAVIEST_FIRST =
            Comparator.comparingInt(Seat::weight).reversed().thenComparing(Seat::address);

    /**
     * Seats by address: for all candidates but those of weight 0, who are to get no new work. If all weigh 0 that
     * cannot be meant, and all are equal.
     */
    static List<Seat> of(List<? extends Candidate> candidates) {
        List<Seat> all = new ArrayList<>(candidates.size());
        List<Seat> weighty = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            Endpoint endpoint = candidates.get(i).endpoint();
            Seat seat = new Seat(i, endpoint.address(), Math.max(1, endpoint.weight()), endpoint.priority());
            all.add(seat);
            if (endpoint.weight() > 0) {
                weighty.add(seat);
            }
        }
        List<Seat> seats = weighty.isEmpty() ? all : weighty;
        seats.sort(Comparator.comparing(Seat::address));
        return seats;
    }

    static int[] indexes(List<Seat> seats) {
        return seats.stream().mapToInt(Seat::index).toArray();
    }

    /** The weights divided by their greatest common divisor, so that only proportions count. */
    static int[] units(List<Seat> seats) {
        int divisor = commonDivisor(seats);
        return seats.stream().mapToInt(seat -> seat.weight() / divisor).toArray();
    }

    static int commonDivisor(List<Seat> seats) {
        return seats.stream().mapToInt(Seat::weight).reduce(0, Seat::commonDivisor);
    }

    private static int commonDivisor(int a, int b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }
}
