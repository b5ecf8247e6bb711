// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LvsWeightedRoundRobinTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A4 B3 C2 | AABABCABC",
                "A5 B1 C1 | AAAAABC",
                "A4 B2 C2 | AABC",
                "A6 B4 C2 | AABABC",
                "A3 B1    | AAAB",
                "A7 B7 C7 | ABC",
                "A1 B5 C1 | BBBBBAC",
                "A200     | A",
            })
    void givesTheExactCycle(String weights, String cycle) {
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin());
        peers.become(weights.strip());

        assertThat(peers.pick(3 * cycle.length())).isEqualTo(cycle.repeat(3));
    }

    @Test
    void passingOverTheHeavyOneKeepsTheProportionsOfTheRest() {
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), 5, 1, 1);

        assertThat(peers.pickWithout(6, "A")).isEqualTo("BCBCBC");
    }

    @Test
    void theOthersServeEveryPickWhileAMuchHeavierOneIsOut() {
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), 100, 1);

        assertThat(peers.pickWithout(200, "A")).isEqualTo("B".repeat(200));
    }

    /** The reference keeps its threshold of 200 while nobody weighs more than 2, and finds nobody nine times. */
    @Test
    void aFallOfWeightsFailsNoPickAndHoldsWithinOneCycle() {
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), 200, 100);
        assertThat(peers.pick(1)).isEqualTo("A");

        peers.become("A2 B1");
        String cycle = peers.pick(3);

        assertThat(Peers.countOf(cycle, "A")).isEqualTo(2);
        assertThat(Peers.countOf(cycle, "B")).isEqualTo(1);
    }

    @Test
    void anUnchangedAnswerInAnotherOrderChangesNothing() {
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), 4, 3, 2);
        Random random = new Random(7);
        StringBuilder picks = new StringBuilder();

        for (int i = 0; i < 18; i++) {
            picks.append(peers.pick(1));
            peers.shuffle(random);
        }

        assertThat(picks.toString()).isEqualTo("AABABCABC".repeat(2));
    }

    @Test
    void goesOnWithTheNextOfTheOldOrderThatIsStillThere() {
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), 1, 1, 1, 1);
        assertThat(peers.pick(1)).isEqualTo("A");

        peers.become("A1 C1 D1");

        assertThat(peers.pick(3)).isEqualTo("CDA");
    }

    @Test
    void startsAnewWhenNobodyStays() {
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), 2, 1);
        assertThat(peers.pick(2)).isEqualTo("AA");

        peers.become("X2 Y1");

        assertThat(peers.pick(3)).isEqualTo("XXY");
    }

    /** PT1, PT4: for any weights each period is exact, and only proportions count. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5"})
    void everyPeriodIsExactAndScalingChangesNothing(int seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(1 + random.nextInt(40), 1, 30).toArray();
        int divisor = Arrays.stream(weights).reduce(0, LvsWeightedRoundRobinTest::divisor);
        int period = Arrays.stream(weights).sum() / divisor;
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), weights);
        Peers scaled = Peers.of(
                Balancers.lvsWeightedRoundRobin(),
                Arrays.stream(weights).map(w -> w * 17).toArray());

        for (int round = 0; round < 3; round++) {
            assertThat(peers.counts(period))
                    .isEqualTo(Arrays.stream(weights).map(w -> w / divisor).toArray());
        }
        assertThat(scaled.pick(2 * period)).isEqualTo(peers.pick(2 * period));
    }

    /** The walk by position is the same as stepping index and threshold, as the original does. */
    @ParameterizedTest
    @CsvSource({"11", "12", "13", "14", "15"})
    void equalsTheStateMachineOfTheOriginal(int seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(1 + random.nextInt(12), 1, 9).toArray();
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), weights);

        String expected = stateMachine(weights, 500);

        assertThat(peers.pick(500)).isEqualTo(expected);
    }

    /**
     * PT5: after any change no pick is lost, and the first whole cycle after the change has the exact new proportions,
     * since it is a rotation of the new cycle.
     */
    @Test
    void newProportionsHoldWithinOneCycleOfAnyChange() {
        Random random = new Random(20);
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), 1);

        for (int change = 0; change < 2_000; change++) {
            String weights = IntStream.range(0, 6)
                    .filter(i -> random.nextInt(3) > 0)
                    .mapToObj(i -> Peers.name(i) + (1 + random.nextInt(5)) * (1 + random.nextInt(3)))
                    .collect(Collectors.joining(" "));
            peers.become(weights);
            if (weights.isEmpty()) {
                continue;
            }
            int[] now = peers.list.stream().mapToInt(p -> p.endpoint().weight()).toArray();
            int divisor = Arrays.stream(now).reduce(0, LvsWeightedRoundRobinTest::divisor);

            int[] counts = peers.counts(Arrays.stream(now).sum() / divisor);

            assertThat(counts)
                    .isEqualTo(Arrays.stream(now).map(w -> w / divisor).toArray());
            peers.pick(random.nextInt(10));
        }
    }

    /** Cycles of any length cost no memory, and who is refused is not asked at each of a million turns. */
    @Test
    void aCycleOfMillionsOfTurnsIsWalkedAndSearchedInAFewSteps() {
        Peers peers = Peers.of(Balancers.lvsWeightedRoundRobin(), 1_000_000, 999_999, 3);

        assertThat(peers.pickWithout(4, "A B")).isEqualTo("CCCC");
        assertThat(peers.asked).isLessThanOrEqualTo(4 * 6);
        assertThat(peers.pick(6)).as("after the round at threshold 3").isEqualTo("ABCABC");
        assertThat(peers.pick(6)).as("a new cycle").isEqualTo("AABABA");
    }

    private static String stateMachine(int[] weights, int picks) {
        Integer[] order = IntStream.range(0, weights.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> weights[b] - weights[a]);
        int divisor = Arrays.stream(weights).reduce(0, LvsWeightedRoundRobinTest::divisor);
        int most = weights[order[0]];
        StringBuilder result = new StringBuilder();
        int i = -1;
        int threshold = 0;
        while (result.length() < picks) {
            i++;
            if (i == order.length || threshold <= 0) {
                i = 0;
                threshold -= divisor;
                threshold = threshold <= 0 ? most : threshold;
            }
            if (weights[order[i]] >= threshold) {
                result.append(Peers.name(order[i]));
            } else {
                i = order.length - 1;
            }
        }
        return result.toString();
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }
}
