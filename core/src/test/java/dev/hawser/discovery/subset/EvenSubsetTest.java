// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.subset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvenSubsetTest {

    private static Subset client(int index) {
        return new Subset(SubsetOptions.evenly(32, index));
    }

    @Test
    void aThousandClientsLoadFiveHundredServersEvenly() {
        double[] loads = Fleets.loads(1_000, Fleets.servers(500), client -> SubsetOptions.evenly(32, client));

        assertThat(Fleets.maxToMean(loads)).isLessThanOrEqualTo(1.1);
    }

    /** Also where nothing divides anything, and with the last block of clients half full. */
    @Test
    void aThousandClientsLoadAnyNumberOfServersEvenly() {
        for (int servers = 1; servers <= 700; servers += 23) {
            double[] loads = Fleets.loads(1_000, Fleets.servers(servers), client -> SubsetOptions.evenly(20, client));

            assertThat(Fleets.maxToMean(loads)).as("%s servers", servers).isLessThanOrEqualTo(1.1);
        }
    }

    @Test
    void eachAlignedBlockOfClientsCoversEachServerOnce() {
        List<Endpoint> servers = Fleets.servers(517); // 517 / 32 = 16 slices
        for (int block = 0; block < 20; block++) {
            Map<Address, Integer> counts = new HashMap<>();
            for (int i = 0; i < 16; i++) {
                client(16 * block + i).of(servers).forEach(e -> counts.merge(e.address(), 1, Integer::sum));
            }

            assertThat(counts)
                    .hasSize(517)
                    .allSatisfy((server, count) -> assertThat(count).isEqualTo(1));
        }
    }

    @Test
    void aSubsetHasItsSizeAndLessThanTwiceThat() {
        for (int servers : new int[] {1, 31, 32, 63, 64, 65, 100, 500, 511, 512, 513, 10_000}) {
            int size = client(77).of(Fleets.servers(servers)).size();

            assertThat(size).isBetween(Math.min(32, servers), 64);
        }
    }

    /**
     * With one server left of eight, and slices of one, the number of slices was held at eight for seven servers, and somebody's
     * slice had nobody: an empty answer, with which a pool keeps what it had, the server that is gone.
     */
    @Test
    void aSliceNeverIsEmpty() {
        for (int size = 1; size <= 3; size++) {
            for (int index = 0; index < 64; index++) {
                Subset client = new Subset(SubsetOptions.evenly(size, index));
                for (int servers = 130; servers > 0; servers--) {
                    assertThat(client.of(Fleets.servers(servers)))
                            .as("size %s, client %s, %s servers", size, index, servers)
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void oneServerMoreOrLessMovesTwoMembersAndItselfAtMost() {
        Random dice = new Random(1);
        List<Endpoint> all = Fleets.servers(301);
        for (int index = 0; index < 300; index++) {
            List<Endpoint> without = new ArrayList<>(all);
            without.remove(dice.nextInt(all.size()));

            assertThat(Fleets.moved(client(index).of(all), client(index).of(without)))
                    .isLessThanOrEqualTo(3);
        }
    }

    @Test
    void whereTheNumberOfSlicesDoublesEachClientKeepsHalfOfItsOwnAndTakesNobodyNew() {
        for (int index = 0; index < 200; index++) {
            Set<Address> before = Fleets.addresses(client(index).of(Fleets.servers(511)));
            Set<Address> after = Fleets.addresses(client(index).of(Fleets.servers(512)));
            after.removeAll(Fleets.addresses(Fleets.servers(512).subList(511, 512)));

            assertThat(before.size()).isBetween(63, 64);
            assertThat(after.size()).isBetween(31, 32);
            after.removeAll(before);
            assertThat(after.size()).isLessThanOrEqualTo(2); // the ends of a slice move by one, as always
        }
    }

    /** A deployment that takes servers away and back, one in ten at a time, near the threshold. */
    @Test
    void aDeploymentNearAThresholdDoesNotMoveItToAndFro() {
        Subset client = client(5);
        List<Endpoint> all = Fleets.servers(520);
        for (int away = 0; away <= 52; away++) {
            assertThat(client.of(all.subList(0, 520 - away))).hasSizeBetween(29, 33);
        }

        assertThat(client.of(all.subList(0, 440))).hasSizeBetween(54, 56);
    }

    @Test
    void clientsOfAnotherGroupHaveOtherNeighbours() {
        List<Endpoint> servers = Fleets.servers(500);
        Set<Address> first = Fleets.addresses(client(0).of(servers));
        Set<Address> sameGroup = Fleets.addresses(client(16).of(servers));
        Set<Address> nextGroup = Fleets.addresses(client(Slices.GROUP).of(servers));

        sameGroup.retainAll(first);
        nextGroup.retainAll(first);
        assertThat(sameGroup).hasSizeGreaterThan(20);
        assertThat(nextGroup).hasSizeLessThan(20);
    }

    @Test
    void twoWatchesOfOneClientChooseTheSame() {
        List<Endpoint> servers = Fleets.servers(500);

        assertThat(client(3).of(servers)).isEqualTo(client(3).of(servers));
    }

    // ---- weights and priorities

    /** A subset of those who get no work would be none. */
    @Test
    void endpointsOfWeightZeroTakeNoPlaceUnlessAllWeighZero() {
        List<Endpoint> servers = new ArrayList<>(Fleets.servers(200));
        IntStream.range(0, 100).forEach(i -> servers.set(i, servers.get(i).withWeight(0)));

        for (SubsetOptions options : List.of(SubsetOptions.evenly(32, 3), SubsetOptions.byChance(32))) {
            assertThat(new Subset(options).of(servers))
                    .hasSizeGreaterThanOrEqualTo(32)
                    .allMatch(endpoint -> endpoint.weight() > 0);
            assertThat(new Subset(options).of(servers.subList(0, 100)))
                    .hasSizeGreaterThanOrEqualTo(32)
                    .allMatch(endpoint -> endpoint.weight() == 0);
        }
    }

    /** Who falls back needs somebody to fall back to. */
    @Test
    void thereIsASubsetOfEachPriority() {
        List<Endpoint> servers = new ArrayList<>(Fleets.servers(300));
        IntStream.range(200, 300).forEach(i -> servers.set(i, servers.get(i).withPriority(1)));

        List<Endpoint> chosen = new Subset(SubsetOptions.byChance(32).withSeed(1)).of(servers);

        assertThat(chosen.stream().filter(endpoint -> endpoint.priority() == 0)).hasSize(32);
        assertThat(chosen.stream().filter(endpoint -> endpoint.priority() == 1)).hasSize(32);
    }

    @Test
    void anAddressToldTwiceIsLeftForOthersToJudge() {
        Endpoint a = Endpoint.of("a:1");

        assertThat(client(0).of(List.of(a, a.withWeight(9)))).containsExactly(a, a.withWeight(9));
    }

    // ---- the hash

    /** Clients of all versions must agree, so these numbers are for ever. */
    @Test
    void theHashNeverChanges() {
        Address address = Address.parse("10.0.0.1:7001");

        assertThat(Order.hash(address, 0)).isEqualTo(234264885651133189L);
        assertThat(Order.hash(address, 1)).isEqualTo(8410883007570577399L);
    }

    /** The first outputs of SplitMix64 from 0, as published with its code, are this finalizer over multiples of its gamma. */
    @Test
    void theFinalizerIsThatOfSplitMix() {
        assertThat(Order.mixed(0x9e3779b97f4a7c15L)).isEqualTo(0xe220a8397b1dcdafL);
        assertThat(Order.mixed(2 * 0x9e3779b97f4a7c15L)).isEqualTo(0x6e789e6aa1b965f4L);
    }

    @Test
    void addressesThatLookAlikeAreSpreadAllTheSame() {
        Set<Integer> buckets = new HashSet<>();
        for (int port = 1; port <= 1_000; port++) {
            buckets.add((int) (Order.hash(new Address("h", port), 0) >>> 56));
        }

        assertThat(buckets).hasSizeGreaterThan(240);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> SubsetOptions.byChance(0)).hasMessage("size: 0 (expected: 1 to 10000)");
        assertThatThrownBy(() -> SubsetOptions.evenly(32, -1)).hasMessage("clientIndex: -1 (expected: 0 to 1000000)");
    }
}
