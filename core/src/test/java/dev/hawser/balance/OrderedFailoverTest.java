// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderedFailoverTest {

    private final Peers peers = Peers.of(Balancers.orderedFailover());

    @BeforeEach
    void twoPrimariesAndTwoReserves() {
        peers.become(List.of(at("C", 1), at("A", 0), at("D", 2), at("B", 0)));
    }

    @Test
    void theBestPriorityGetsEverythingInTurn() {
        assertThat(peers.pick(5)).isEqualTo("ABABA");
    }

    @Test
    void theNextPriorityServesOnlyWhileNobodyBetterIsAdmitted() {
        assertThat(peers.pickWithout(3, "B")).isEqualTo("AAA");
        assertThat(peers.pickWithout(3, "A B")).isEqualTo("CCC");
        assertThat(peers.pickWithout(1, "A B C")).isEqualTo("D");
        assertThat(peers.pick(2)).isEqualTo("BA");
    }

    @Test
    void eachLevelKeepsItsPositionAcrossAReplacement() {
        assertThat(peers.pick(1)).isEqualTo("A");

        peers.become(List.of(at("A", 0), at("B", 0), at("E", 1)));

        assertThat(peers.pick(2)).isEqualTo("BA");
    }

    @Test
    void losingTheWholeFirstLevelMovesToTheNext() {
        peers.become(List.of(at("C", 1), at("D", 2)));

        assertThat(peers.pick(2)).isEqualTo("CC");
    }

    private Peers.Peer at(String name, int priority) {
        Peers.Peer peer = peers.peer(name, 1);
        return new Peers.Peer(peer.endpoint().withPriority(priority), peer.load());
    }
}
