// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoundRobinTest {

    private final Peers peers = Peers.of(Balancers.roundRobin(), 1, 1, 1);

    @Test
    void takesEveryoneInTurnByAddress() {
        assertThat(peers.pick(7)).isEqualTo("ABCABCA");
    }

    /** The promise for rate-limited pools: A, B, then with C limited wraps to A, the next starts at B. */
    @Test
    void passingOverARefusedOneMovesThePointerPastIt() {
        assertThat(peers.pick(2)).isEqualTo("AB");

        assertThat(peers.pickWithout(1, "C")).isEqualTo("A");

        assertThat(peers.pick(1)).isEqualTo("B");
    }

    @Test
    void aPickThatFindsNobodyLeavesThePointerWhereItWas() {
        assertThat(peers.pick(1)).isEqualTo("A");

        assertThat(peers.pickWithout(2, "A B C")).isEqualTo("--");

        assertThat(peers.pick(2)).isEqualTo("BC");
    }

    @Test
    void aReplacementGoesOnAfterTheLastOneUsed() {
        assertThat(peers.pick(2)).isEqualTo("AB");

        peers.become("A1 B1 C1 D1");

        assertThat(peers.pick(4)).isEqualTo("CDAB");
    }

    @Test
    void aReplacementWithoutTheLastOneUsedGoesOnWhereItWouldHaveStood() {
        assertThat(peers.pick(2)).isEqualTo("AB");

        peers.become("A1 C1");

        assertThat(peers.pick(3)).isEqualTo("CAC");
    }

    @Test
    void aNewcomerRightAfterTheLastOneUsedIsNext() {
        peers.become("A1 C1");
        assertThat(peers.pick(1)).isEqualTo("A");

        peers.become("A1 B1 C1");

        assertThat(peers.pick(3)).isEqualTo("BCA");
    }

    @Test
    void replacementsWithoutPicksInBetweenKeepThePosition() {
        assertThat(peers.pick(3)).isEqualTo("ABC");

        peers.become("A1 B1 C1");
        peers.become("A1 B1 C1 D1");

        assertThat(peers.pick(2)).isEqualTo("DA");
    }

    @Test
    void anOutageOfAllKeepsThePosition() {
        assertThat(peers.pick(1)).isEqualTo("A");

        peers.become("");
        assertThat(peers.pick(2)).isEqualTo("--");
        peers.become("");
        peers.become("A1 B1 C1");

        assertThat(peers.pick(2)).isEqualTo("BC");
    }

    @Test
    void aChangeOfWeightsChangesNothing() {
        assertThat(peers.pick(1)).isEqualTo("A");

        peers.become("A7 B1 C3");

        assertThat(peers.pick(3)).isEqualTo("BCA");
    }

    /** Otherwise whoever comes first would get everything from an answer of discovery that changes at each pick. */
    @Test
    void aFlappingEndpointDoesNotStarveTheOthers() {
        StringBuilder picks = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            peers.become(i % 2 == 0 ? "A1 B1" : "A1 B1 C1");
            picks.append(peers.pick(1));
        }

        assertThat(Peers.countOf(picks.toString(), "A")).isBetween(90L, 160L);
        assertThat(Peers.countOf(picks.toString(), "B")).isBetween(90L, 160L);
    }

    @Test
    void theOrderOfTheListDoesNotShow() {
        peers.shuffle(new Random(4));
        assertThat(peers.pick(4)).isEqualTo("ABCA");
        peers.shuffle(new Random(5));
        assertThat(peers.pick(4)).isEqualTo("BCAB");
    }

    @Test
    void withARandomStartEachPoolBeginsSomewhereElse() {
        Balancer balancer = Balancers.roundRobin(new SplittableRandom(1));
        Set<String> starts = new HashSet<>();

        for (int i = 0; i < 50; i++) {
            starts.add(Peers.of(balancer, 1, 1, 1).pick(3));
        }

        assertThat(starts).containsExactlyInAnyOrder("ABC", "BCA", "CAB");
    }
}
