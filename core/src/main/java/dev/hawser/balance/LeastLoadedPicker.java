// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import java.math.BigInteger;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Least loaded, the latency mostly deciding between equals. Looks at everybody if there are at most {@code choices}, and else
 * at so many at random; with 2 this is the power of two choices.
 */
final class LeastLoadedPicker implements Picker {
    /*
     * State        none of its own; it reads the loads, which others change as calls begin and end.
     * Never        waits, allocates, writes.
     * Hot path     one random number, then two plain volatile reads for each candidate looked at.
     * Why it holds A pick is a good guess by nature: loads may change while it looks, and two threads may find the same
     *              minimum before either is counted. The random order keeps them from doing so in step.
     *
     * The order: places start, start + stride, start + 2 stride ... modulo the smallest prime >= n, those beyond n left
     * out. For any stride that visits each place once, so all of it is a full scan, the beginning of it a draw without
     * replacement, and neither needs memory. Starts and strides that lead beyond n in their first two steps are drawn
     * again, which makes any ordered pair of first two places equally likely. Among exact ties each is kept with the
     * same chance, or whoever follows a busy candidate would get the ties of both.
     *
     * Each latency is taken times a random factor of up to 1.5, so that a mean that is a little lower, by chance as likely
     * as not, wins some more ties and not all of them. And one pick in sixteen is blind to latency. Else who answered a few times late, as servers do when they have just
     * started, loses every tie, isn't heard of again, and gets next to nothing while the rest get more than their share.
     * That costs little, for who is slow now still has what it got before, and isn't among the least loaded.
     */

    /** In the worst case, n = 8, a draw is refused with chance 0.49. */
    private static final int MAX_DRAWS = 16;

    /** The lowest bits of a draw, which hardly count in places and strides; all of them 0 is a blind pick. */
    private static final int BLIND_MASK = 0xF;

    /** ln 1.5, over 2^32. */
    private static final double BLUR = Math.log(1.5) * 0x1p-32;

    /** Knuth's multiplier for a linear congruential generator of 64 bits (MMIX). */
    private static final long LCG_FACTOR = 6364136223846793005L;

    private final int[] indexes;
    private final int[] weights;
    private final Load[] loads;
    private final int prime;
    private final int choices;
    private final RandomGenerator random;

    /** @param seats at least one, by address, so that the order of the list doesn't matter */
    LeastLoadedPicker(List<Seat> seats, List<? extends Candidate> candidates, int choices, RandomGenerator random) {
        this.indexes = Seat.indexes(seats);
        this.weights = seats.stream().mapToInt(Seat::weight).toArray();
        this.loads =
                seats.stream().map(seat -> candidates.get(seat.index()).load()).toArray(Load[]::new);
        this.prime = BigInteger.valueOf(indexes.length - 1L).nextProbablePrime().intValue();
        this.choices = choices;
        this.random = random;
    }

    @Override
    public int pick(Admission admission) {
        if (indexes.length == 1) {
            return admission.admits(indexes[0]) ? indexes[0] : NONE;
        }
        long bits;
        int place;
        int stride;
        int draws = 0;
        do {
            bits = random.nextLong();
            place = below(prime, bits >>> 32);
            stride = 1 + below(prime - 1, bits & 0xFFFF_FFFFL);
        } while (++draws < MAX_DRAWS && (place >= indexes.length || after(place, stride) >= indexes.length));
        boolean blind = (bits & BLIND_MASK) == 0;
        int best = -1;
        int ties = 1;
        long bestLoad = 0;
        double bestKey = 0;
        for (int step = 0, seen = 0; step < prime && seen < choices; step++) {
            if (place < indexes.length && admission.admits(indexes[place])) {
                seen++;
                bits = bits * LCG_FACTOR + 1;
                long load = loads[place].level() + 1L;
                double key = blind ? 0 : loads[place].latencyKey() + blur(bits);
                long lead = best < 0 ? -1 : load * weights[best] - bestLoad * weights[place];
                boolean better = lead < 0 || (lead == 0 && Load.isFaster(key, bestKey));
                boolean tied = !better && lead == 0 && !Load.isFaster(bestKey, key);
                ties = better ? 1 : tied ? ties + 1 : ties;
                if (better || (tied && below(ties, bits >>> 32) == 0)) {
                    best = place;
                    bestLoad = load;
                    bestKey = key;
                }
            }
            place = after(place, stride);
        }
        return best < 0 ? NONE : indexes[best];
    }

    private int after(int place, int stride) {
        return place < prime - stride ? place + stride : place - (prime - stride);
    }

    private static double blur(long bits) {
        return (bits >>> 32) * BLUR;
    }

    /** Spreads 32 random bits over 0 to bound - 1; off by less than bound/2^32. */
    private static int below(int bound, long bits) {
        return (int) (bits * bound >>> 32);
    }
}
