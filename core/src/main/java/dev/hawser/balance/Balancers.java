// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The balancers that come with Hawser.
 *
 * <p>Common to all: the order in which discovery lists endpoints doesn't matter (they are sorted by address), an
 * endpoint of weight 0 gets nothing unless all weigh 0, and a new picker goes on where the previous one was. A random
 * source that is handed in must be safe for use by many threads, unless picks are made by one thread, as in tests.
 */
public final class Balancers {

    /** How many candidates {@link #leastLoaded()} looks at: all, but for large fleets. */
    public static final int DEFAULT_CHOICES = 64;

    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    private Balancers() {}

    /** Everybody in turn, by address, whatever they weigh; begins with the first. */
    public static Balancer roundRobin() {
        return new NamedBalancer(
                "roundRobin",
                false,
                (seats, candidates, previous) -> TurnPicker.after(previous, new Rotation(seats), 0));
    }

    /**
     * Like {@link #roundRobin()}, but begins at random: for fleets of clients that start together, which would otherwise
     * all begin with the same endpoint.
     */
    public static Balancer roundRobin(RandomGenerator random) {
        requireNonNull(random, "random");
        return new NamedBalancer(
                "roundRobin",
                false,
                (seats, candidates, previous) ->
                        TurnPicker.after(previous, new Rotation(seats), random.nextInt(seats.size())));
    }

    /**
     * In proportion to the weights, in the exact cycles of the Linux Virtual Server: 4,3,2 gives A A B A B C A B C, and
     * 5,1,1 gives A A A A A B C. The turns of a heavy endpoint come in a block; {@link #weightedRoundRobin()} spreads
     * them.
     */
    public static Balancer lvsWeightedRoundRobin() {
        return new NamedBalancer(
                "lvsWeightedRoundRobin",
                false,
                (seats, candidates, previous) -> TurnPicker.after(previous, new LvsOrder(heaviestFirst(seats)), 0));
    }

    /**
     * In proportion to the weights, evenly spread. Up to 50 endpoints, and a cycle of up to 4096 turns, in the smooth
     * order of nginx: 5,1,1 gives A A B A C A A, without locks. Beyond, earliest deadline first with random first
     * deadlines, which takes a short lock; equal weights are a rotation from a random start.
     */
    public static Balancer weightedRoundRobin() {
        return weightedRoundRobin(RANDOM);
    }

    /** {@link #weightedRoundRobin()} with a random source of one's own. */
    public static Balancer weightedRoundRobin(RandomGenerator random) {
        requireNonNull(random, "random");
        return new NamedBalancer(
                "weightedRoundRobin",
                false,
                (seats, candidates, previous) -> weighted(heaviestFirst(seats), previous, random));
    }

    /**
     * The endpoints of the best priority (the smallest number) of which one is admitted, in turn; the next priority gets
     * work only while none of a better one is.
     */
    public static Balancer orderedFailover() {
        return new NamedBalancer(
                "orderedFailover", false, (seats, candidates, previous) -> new FailoverPicker(seats, previous));
    }

    /** {@link #leastLoaded(int)} with {@value #DEFAULT_CHOICES} choices. */
    public static Balancer leastLoaded() {
        return leastLoaded(DEFAULT_CHOICES);
    }

    /**
     * The endpoint with the least (load + 1) / weight, of {@code choices} that are admitted, drawn without replacement; of
     * all if there are no more. Between equals the lower mean latency decides, fifteen times out of sixteen, and else chance,
     * so that who was slow is heard of again; where it differs by less than a half, mostly chance. See {@link Load} for what load is. With 2 this is the power of two choices.
     */
    public static Balancer leastLoaded(int choices) {
        return leastLoaded(choices, RANDOM);
    }

    /** {@link #leastLoaded(int)} with a random source of one's own. */
    public static Balancer leastLoaded(int choices, RandomGenerator random) {
        requireNonNull(random, "random");
        if (choices < 2) {
            throw new IllegalArgumentException("choices: " + choices + " (expected: >= 2)");
        }
        return new NamedBalancer(
                "leastLoaded(" + choices + ")",
                true,
                (seats, candidates, previous) -> new LeastLoadedPicker(seats, candidates, choices, random));
    }

    private static Picker weighted(List<Seat> seats, Optional<Picker> previous, RandomGenerator random) {
        if (SmoothOrder.fits(seats)) {
            return TurnPicker.after(previous, SmoothOrder.of(seats), 0);
        }
        boolean equal = seats.get(0).weight() == seats.get(seats.size() - 1).weight();
        return equal
                ? TurnPicker.after(previous, new Rotation(seats), random.nextInt(seats.size()))
                : new EarliestDeadlinePicker(seats, previous, random);
    }

    private static List<Seat> heaviestFirst(List<Seat> seats) {
        return seats.stream().sorted(Seat.HEAVIEST_FIRST).toList();
    }
}
