// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Picker} promises, for all that make one. */
class EveryBalancerTest {

    static Stream<Balancer> balancers() {
        return Stream.of(
                Balancers.roundRobin(),
                Balancers.roundRobin(new SplittableRandom(1)),
                Balancers.lvsWeightedRoundRobin(),
                Balancers.weightedRoundRobin(new SplittableRandom(2)),
                Balancers.orderedFailover(),
                Balancers.leastLoaded(2, new SplittableRandom(3)),
                Balancers.leastLoaded(64, new SplittableRandom(4)));
    }

    /** PT7: whoever is picked is admitted, and somebody is picked if anybody is. */
    @ParameterizedTest
    @MethodSource("balancers")
    void somebodyAdmittedIsPickedIfThereIsOne(Balancer balancer) {
        Random random = new Random(6);
        for (int round = 0; round < 300; round++) {
            int n = 1 + random.nextInt(round % 3 == 0 ? 130 : 8);
            int spread = random.nextBoolean() ? 1 : random.nextBoolean() ? 9 : 1_000_000;
            Peers peers = Peers.of(balancer, random.ints(n, 1, spread + 1).toArray());
            for (int i = 0; i < 20; i++) {
                BitSet admitted = new BitSet(n);
                random.ints(random.nextInt(4), 0, n).forEach(admitted::set);

                int picked = peers.picker.pick(admitted::get);

                assertThat(picked == Picker.NONE ? admitted.isEmpty() : admitted.get(picked))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("balancers")
    void nobodyIsAskedMoreThanTwiceToFindNobody(Balancer balancer) {
        for (int n : new int[] {1, 2, 10, 60, 3_000}) {
            Peers peers = Peers.of(balancer, new Random(n).ints(n, 1, 1_000_000).toArray());
            peers.pick(5);
            int[] asked = new int[1];

            int picked = peers.picker.pick(index -> {
                asked[0]++;
                return false;
            });

            assertThat(picked).isEqualTo(Picker.NONE);
            assertThat(asked[0]).isBetween(n, 2 * n);
        }
    }

    /** PT13, in part. */
    @ParameterizedTest
    @MethodSource("balancers")
    void oneCandidateIsThePickAndNoneIsNone(Balancer balancer) {
        assertThat(Peers.of(balancer, 3).pick(3)).isEqualTo("AAA");
        assertThat(Peers.of(balancer, 3).pickWithout(1, "A")).isEqualTo("-");
        assertThat(Peers.of(balancer, 0).pick(1)).isEqualTo("A");
        assertThat(Peers.of(balancer).pick(2)).isEqualTo("--");
    }

    /** PT2. */
    @ParameterizedTest
    @MethodSource("balancers")
    void weightZeroGetsNothing(Balancer balancer) {
        Peers peers = Peers.of(balancer, 0, 3, 0, 1);

        assertThat(peers.pick(100)).matches("[BD]+");
        assertThat(peers.pickWithout(3, "B D")).isEqualTo("---");
    }

    @ParameterizedTest
    @MethodSource("balancers")
    void allOfWeightZeroAreEqual(Balancer balancer) {
        String picks = Peers.of(balancer, 0, 0, 0).pick(300);

        assertThat(Stream.of("A", "B", "C"))
                .allSatisfy(name -> assertThat(Peers.countOf(picks, name)).isBetween(60L, 140L));
    }

    /** PT3, PT11: with equal weights and loads everybody gets the same. */
    @ParameterizedTest
    @MethodSource("balancers")
    void equalsGetEqualShares(Balancer balancer) {
        int[] counts = Peers.of(balancer, 2, 2, 2, 2, 2).counts(5_000);

        double chiSquare = IntStream.of(counts)
                .mapToDouble(c -> (c - 1_000.0) * (c - 1_000.0) / 1_000.0)
                .sum();
        assertThat(chiSquare).as("counts").isLessThan(18.5); // 4 degrees of freedom, p = 0.001
    }

    /** Neither the time of a pick nor the number of questions grows with the number of candidates. */
    @ParameterizedTest
    @MethodSource("balancers")
    void amongTenThousandAPickAsksFew(Balancer balancer) {
        Peers peers = Peers.of(balancer, new Random(1).ints(10_000, 1, 200).toArray());
        int[] asked = new int[1];

        for (int i = 0; i < 100; i++) {
            peers.picker.pick(index -> {
                asked[0]++;
                return true;
            });
        }

        assertThat(asked[0]).isLessThanOrEqualTo(100 * 64);
        assertThat(asked[0]).isGreaterThanOrEqualTo(100);
    }

    /** The control plane hands out indexes of its own list, whatever order it is in. */
    @ParameterizedTest
    @MethodSource("balancers")
    void indexesAreThoseOfTheListHandedIn(Balancer balancer) {
        Peers peers = Peers.of(balancer, 1, 2, 3, 4);
        var reversed = new java.util.ArrayList<>(peers.list);
        Collections.reverse(reversed);
        Picker picker = balancer.picker(reversed, Optional.empty());

        int heavyOnly = picker.pick(index -> reversed.get(index).endpoint().weight() == 4);

        assertThat(heavyOnly).isZero();
    }

    @ParameterizedTest
    @MethodSource("balancers")
    void aPickerOfAnotherKindIsNoHindrance(Balancer balancer) {
        balancers().forEach(other -> {
            Peers peers = Peers.of(other, 1, 2, 3);
            peers.pick(2);

            Picker picker = balancer.picker(peers.list, Optional.of(peers.picker));

            assertThat(picker.pick(Admission.ALL)).isBetween(0, 2);
        });
    }
}
