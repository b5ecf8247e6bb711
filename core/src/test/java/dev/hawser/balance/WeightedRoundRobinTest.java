// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedRoundRobinTest {

    private static Balancer seeded(long seed) {
        return Balancers.weightedRoundRobin(new SplittableRandom(seed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"A4 B3 C2 | ABCABACBA", "A5 B1 C1 | AABACAA", "A3 B3 | AB", "A1 B5 C1 | BBABCBB", "A9 | A"})
    void givesTheSmoothCycle(String weights, String cycle) {
        Peers peers = Peers.of(seeded(1));
        peers.become(weights.strip());

        assertThat(peers.pick(3 * cycle.length())).isEqualTo(cycle.repeat(3));
    }

    @Test
    void theOthersKeepTheirProportionsWhileTheHeavyOneIsOut() {
        Peers peers = Peers.of(seeded(1), 100, 2, 1);

        String picks = peers.pickWithout(300, "A");

        assertThat(Peers.countOf(picks, "B")).isEqualTo(200);
        assertThat(Peers.countOf(picks, "C")).isEqualTo(100);
    }

    /** PT1, PT3, PT4 for the smooth order: exact periods, never more than one turn off, and only proportions count. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void smoothOrderIsExactEachPeriodAndEvenThroughout(int seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(1 + random.nextInt(50), 1, 21).toArray();
        Peers peers = Peers.of(seeded(seed), weights);
        Peers scaled =
                Peers.of(seeded(seed), Arrays.stream(weights).map(w -> w * 9).toArray());
        assertThat(peers.picker).isInstanceOf(TurnPicker.class);

        String picks = peers.pick(500);

        assertThat(scaled.pick(500)).isEqualTo(picks);
        assertThat(deviation(Peers.of(seeded(seed), weights), weights, 2_000)).isLessThanOrEqualTo(1.0);
    }

    /** PT1 for earliest deadline first: beyond 50 endpoints the counts stay within two turns of the ideal. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void beyondFiftyEndpointsCountsStayWithinTwoTurns(int seed) {
        int[] weights = new Random(seed).ints(100, 1, 21).toArray();
        Peers peers = Peers.of(seeded(seed), weights);
        assertThat(peers.picker).isInstanceOf(EarliestDeadlinePicker.class);

        assertThat(deviation(peers, weights, 20_000)).isLessThanOrEqualTo(2.0);
    }

    @Test
    void aCycleTooLongForMemoryIsServedByDeadlines() {
        int[] weights = {999_983, 500_009, 3};
        Peers peers = Peers.of(seeded(3), weights);
        assertThat(peers.picker).isInstanceOf(EarliestDeadlinePicker.class);

        assertThat(deviation(peers, weights, 20_000)).isLessThanOrEqualTo(2.0);
    }

    @Test
    void equalWeightsBeyondFiftyAreARotationFromARandomStart() {
        int[] weights = IntStream.generate(() -> 4).limit(60).toArray();
        Peers peers = Peers.of(seeded(3), weights);
        assertThat(peers.picker).isInstanceOf(TurnPicker.class);

        assertThat(peers.counts(60)).containsOnly(1);
        assertThat(Peers.of(seeded(4), weights).pick(1))
                .isNotEqualTo(Peers.of(seeded(5), weights).pick(1));
    }

    /** PT4 and PT14 for deadlines: with the same seed neither the scale of weights nor the order of the list shows. */
    @Test
    void deadlinesDependOnProportionsAndSeedOnly() {
        int[] weights = new Random(8).ints(80, 1, 21).toArray();
        String picks = Peers.of(seeded(8), weights).pick(1_000);

        assertThat(Peers.of(seeded(8), Arrays.stream(weights).map(w -> w * 31).toArray())
                        .pick(1_000))
                .isEqualTo(picks);
        assertThat(Peers.of(seeded(9), weights).pick(1_000)).isNotEqualTo(picks);
    }

    @Test
    void deadlinesSurviveAReplacement() {
        int[] weights = new Random(8).ints(80, 1, 21).toArray();
        Peers untouched = Peers.of(seeded(8), weights);
        Peers replaced = Peers.of(seeded(8), weights);
        Random random = new Random(1);

        for (int i = 0; i < 500; i++) {
            replaced.shuffle(random);
            assertThat(replaced.pick(1)).isEqualTo(untouched.pick(1));
        }
    }

    /** PT5 for deadlines: the deviation counted from a change stays bounded, though changes follow closely. */
    @Test
    void deadlinesFollowAChangeOfWeights() {
        Random random = new Random(5);
        Peers peers = Peers.of(seeded(5), random.ints(70, 1, 21).toArray());
        for (int change = 0; change < 20; change++) {
            peers.pick(random.nextInt(50));
            int[] weights = random.ints(70, 1, 21).toArray();
            peers.become(IntStream.range(0, 70)
                    .mapToObj(i -> peers.peer(Peers.name(i), weights[i]))
                    .toList());

            assertThat(deviation(peers, weights, 1_000)).isLessThanOrEqualTo(2.5);
        }
    }

    /** A refused endpoint loses its turns: it isn't owed them when it is back, and the others share as they weigh. */
    @Test
    void whoWasRefusedDoesNotCatchUp() {
        int[] weights = {900_001, 3, 1};
        Peers peers = Peers.of(seeded(2), weights);

        String picks = peers.pickWithout(4_000, "A");

        assertThat(Peers.countOf(picks, "B")).isBetween(2_998L, 3_002L);
        assertThat(peers.asked).isLessThanOrEqualTo(3 * 4_000);
        assertThat(deviation(peers, weights, 5_000)).isLessThanOrEqualTo(2.0);
    }

    @Test
    void findingNobodyLeavesTheDeadlinesAsTheyWere() {
        int[] weights = new Random(8).ints(80, 1, 21).toArray();
        Peers untouched = Peers.of(seeded(8), weights);
        Peers busy = Peers.of(seeded(8), weights);

        for (int i = 0; i < 300; i++) {
            assertThat(busy.picker.pick(index -> false)).isEqualTo(Picker.NONE);
            assertThat(busy.pick(1)).isEqualTo(untouched.pick(1));
        }
    }

    /** With equal first deadlines a hundred clients would all begin with the heaviest endpoint. */
    @Test
    void clientsThatStartTogetherDoNotBeginWithTheSameEndpoint() {
        int[] weights = new Random(8).ints(100, 1, 21).toArray();
        RandomGenerator random = new SplittableRandom(4);

        long different = IntStream.range(0, 100)
                .mapToObj(i ->
                        Peers.of(Balancers.weightedRoundRobin(random), weights).pick(1))
                .distinct()
                .count();

        assertThat(different).isGreaterThan(30);
    }

    @Test
    void theSmoothPositionSurvivesAReplacement() {
        Peers peers = Peers.of(seeded(1), 4, 3, 2);
        Random random = new Random(3);
        StringBuilder picks = new StringBuilder();

        for (int i = 0; i < 18; i++) {
            picks.append(peers.pick(1));
            peers.shuffle(random);
        }

        assertThat(picks.toString()).isEqualTo("ABCABACBA".repeat(2));
    }

    @Test
    void aFlappingEndpointDoesNotStarveTheOthers() {
        Peers peers = Peers.of(seeded(1), 5, 1, 1);
        StringBuilder picks = new StringBuilder();

        for (int i = 0; i < 700; i++) {
            peers.become(i % 2 == 0 ? "A5 B1" : "A5 B1 C1");
            picks.append(peers.pick(1));
        }

        assertThat(Peers.countOf(picks.toString(), "B")).isGreaterThan(50);
    }

    /** The most that any count was off its ideal, over all prefixes. */
    private static double deviation(Peers peers, int[] weights, int picks) {
        double sum = Arrays.stream(weights).sum();
        int[] counts = new int[weights.length];
        double worst = 0;
        for (int k = 1; k <= picks; k++) {
            counts[peers.picker.pick(Admission.ALL)]++;
            for (int i = 0; i < counts.length; i++) {
                worst = Math.max(worst, Math.abs(counts[i] - k * (weights[i] / sum)));
            }
        }
        return worst;
    }
}
