// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastLoadedTest {

    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private static Balancer balancer(int choices) {
        return Balancers.leastLoaded(choices, new SplittableRandom(choices));
    }

    private final Peers peers = Peers.of(balancer(64), 1, 1, 1);

    @Test
    void theLeastInFlightIsPicked() {
        begin(0, 2);
        begin(1, 1);
        begin(2, 3);

        assertThat(peers.pick(5)).isEqualTo("BBBBB");
    }

    @Test
    void latencyDecidesBetweenEquals() {
        answered(0, 30 * MS);
        answered(1, 20 * MS);
        answered(2, 10 * MS);
        begin(2, 1);

        assertThat(Peers.countOf(peers.pick(8_000), "B")).isBetween(7_650L, 7_850L);
    }

    @Test
    void aLatencyThatIsALittleLowerDoesNotWinEveryTie() {
        answered(0, 22 * MS);
        answered(1, 20 * MS);
        begin(2, 1);

        assertThat(Peers.countOf(peers.pick(8_000), "A")).isBetween(2_000L, 3_200L);
    }

    /** Story: a server that came back and was slow at first lost every tie, and was not heard of again for a minute. */
    @Test
    void onePickInSixteenLeavesTiesToChance() {
        answered(0, 10_000 * MS);
        answered(1, 20 * MS);
        begin(2, 1);

        String picks = peers.pick(8_000);

        assertThat(Peers.countOf(picks, "A")).isBetween(190L, 310L);
        assertThat(Peers.countOf(picks, "C")).isZero();
    }

    @Test
    void anOldSlownessCountsLessThanAFreshOne() {
        answered(0, 100 * MS);
        peers.clock.now = 60 * SECOND;
        answered(1, 20 * MS);
        answered(2, 20 * MS);

        assertThat(Peers.countOf(peers.pick(1_200), "A")).isGreaterThan(1_100);
    }

    @Test
    void weightsDivideTheLoad() {
        Peers weighted = Peers.of(balancer(64), 4, 2, 1);

        int[] inFlight = new int[3];
        for (int i = 0; i < 700; i++) {
            int picked = weighted.picker.pick(Admission.ALL);
            weighted.list.get(picked).load().started();
            inFlight[picked]++;
        }

        assertThat(inFlight[0]).isBetween(399, 401);
        assertThat(inFlight[1]).isBetween(199, 201);
    }

    /** Front page of what goes wrong elsewhere: who fails in no time has nothing in flight, and draws everything. */
    @Test
    void whoFailsFastIsAvoidedAndTriedAgainWhenTheFailureFades() {
        answered(1, 20 * MS);
        answered(2, 20 * MS);
        begin(0, 1);
        peers.list.get(0).load().failed(0);
        begin(1, 5);
        begin(2, 5);

        assertThat(peers.pick(20)).doesNotContain("A");

        peers.clock.now = 16 * SECOND;
        assertThat(peers.pick(20)).isEqualTo("A".repeat(20));
    }

    /** PT12: a stranger attracts one request beyond the least loaded, and no crowd before it has answered. */
    @Test
    void aStrangerGetsAtMostOneMoreThanTheLeastLoaded() {
        Peers many =
                Peers.of(balancer(64), IntStream.generate(() -> 1).limit(10).toArray());
        IntStream.range(1, 10).forEach(i -> many.list.get(i).load().succeeded(MS, 0));

        for (int i = 0; i < 200; i++) {
            many.list.get(many.picker.pick(Admission.ALL)).load().started();

            int least = IntStream.range(1, 10)
                    .map(k -> many.list.get(k).load().inFlight())
                    .min()
                    .orElseThrow();
            assertThat(many.list.get(0).load().inFlight()).isLessThanOrEqualTo(least + 1);
        }
    }

    /** PT8: neither more in flight nor a higher latency ever makes a candidate more likely. */
    @Test
    void beingBusierOrSlowerNeverAttracts() {
        Random random = new Random(12);
        for (int round = 0; round < 30; round++) {
            long seed = random.nextLong();
            int n = 2 + random.nextInt(6);
            int choices = 2 + random.nextInt(3);
            int before = picksOfFirst(seed, n, choices, 0, 0);

            assertThat(picksOfFirst(seed, n, choices, 1, 0)).isLessThanOrEqualTo(before);
            assertThat(picksOfFirst(seed, n, choices, 0, 50 * MS)).isLessThanOrEqualTo(before);
        }
    }

    /** PT13: drawn with replacement, two choices of two would miss the better one in a quarter of the picks. */
    @Test
    void twoChoicesOfTwoCompareBoth() {
        Peers two = Peers.of(balancer(2), 1, 1);
        two.list.get(0).load().started();

        assertThat(two.pick(1_000)).isEqualTo("B".repeat(1_000));
    }

    /** The best of n is among d draws without replacement with probability d/n, the worst never the better of two. */
    @Test
    void choicesAreDrawnWithoutReplacement() {
        Peers ten = Peers.of(balancer(2), IntStream.generate(() -> 1).limit(10).toArray());
        IntStream.range(0, 10)
                .forEach(i -> IntStream.range(0, i)
                        .forEach(k -> ten.list.get(i).load().started()));

        int[] counts = ten.counts(90_000);

        for (int i = 0; i < 10; i++) {
            double expected = 90_000 * (9 - i) / 45.0; // i wins if the other of the pair is one of the 9 - i busier
            assertThat((double) counts[i]).isBetween(expected * 0.93, expected * 1.07 + 0.1);
        }
    }

    /** Choices are counted among those admitted: a busy half of the fleet doesn't leave a pick with less to compare. */
    @Test
    void choicesAreDrawnAmongTheAdmitted() {
        Peers many = Peers.of(balancer(2), IntStream.generate(() -> 1).limit(20).toArray());
        begin(many, 18, 1);

        for (int i = 0; i < 200; i++) {
            assertThat(many.picker.pick(index -> index >= 18)).isEqualTo(19);
        }
    }

    /**
     * PT11 with gaps: a scan upwards from a random start gives the candidate behind a busy one its neighbour's ties;
     * a random stride doesn't.
     */
    @Test
    void theNeighbourOfABusyOneGetsNoMoreThanItsShare() {
        Peers many = Peers.of(balancer(64), IntStream.generate(() -> 1).limit(8).toArray());
        IntStream.of(0, 1, 2, 3, 4).forEach(i -> begin(many, i, 3));

        int[] counts = many.counts(30_000);

        assertThat(counts[5]).isBetween(9_500, 10_500);
        assertThat(counts[6]).isBetween(9_500, 10_500);
        assertThat(counts[7]).isBetween(9_500, 10_500);
    }

    /** PT14. */
    @Test
    void theOrderOfTheListDoesNotShow() {
        Peers straight = Peers.of(balancer(2), 1, 2, 3, 4, 5, 6);
        Peers shuffled = Peers.of(balancer(2), 1, 2, 3, 4, 5, 6);
        shuffled.shuffle(new Random(1));

        assertThat(shuffled.pick(500)).isEqualTo(straight.pick(500));
    }

    /** PT15: what is known of an endpoint lives in its load, not in the picker. */
    @Test
    void aReplacementForgetsNothing() {
        begin(0, 1);
        begin(1, 1);

        peers.shuffle(new Random(2));

        assertThat(peers.pick(5)).isEqualTo("CCCCC");
    }

    @Test
    void onlyLeastLoadedAsksForLoadsToBeKept() {
        assertThat(Balancers.leastLoaded().usesLoad()).isTrue();
        assertThat(EveryBalancerTest.balancers().filter(Balancer::usesLoad)).hasSize(2);
    }

    @Test
    void oneChoiceIsRefused() {
        assertThatThrownBy(() -> Balancers.leastLoaded(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("choices: 1 (expected: >= 2)");
    }

    private static int picksOfFirst(long seed, int n, int choices, int more, long slower) {
        Peers some = Peers.of(
                Balancers.leastLoaded(choices, new SplittableRandom(seed)),
                IntStream.generate(() -> 1).limit(n).toArray());
        Random random = new Random(seed);
        for (Peers.Peer peer : some.list) {
            boolean first = peer.equals(some.list.get(0));
            peer.load().succeeded((1 + random.nextInt(20)) * MS + (first ? slower : 0), 0);
            IntStream.range(0, random.nextInt(3) + (first ? more : 0))
                    .forEach(i -> peer.load().started());
        }
        return some.counts(400)[0];
    }

    private void answered(int index, long elapsed) {
        peers.list.get(index).load().started();
        peers.list.get(index).load().succeeded(elapsed, peers.clock.now);
    }

    private void begin(int index, int times) {
        begin(peers, index, times);
    }

    private static void begin(Peers peers, int index, int times) {
        IntStream.range(0, times).forEach(i -> peers.list.get(index).load().started());
    }
}
