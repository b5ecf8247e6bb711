// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.subset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubsetByChanceTest {

    private static List<Endpoint> subset(int size, long seed, List<Endpoint> servers) {
        return new Subset(SubsetOptions.byChance(size).withSeed(seed)).of(servers);
    }

    @Test
    void aSubsetHasItsSizeOrAllThereAre() {
        for (int servers : new int[] {0, 1, 31, 32, 33, 500}) {
            assertThat(subset(32, 7, Fleets.servers(servers))).hasSize(Math.min(32, servers));
        }
    }

    @Test
    void theSameSeedChoosesTheSameAndAnotherSeedOthers() {
        List<Endpoint> servers = Fleets.servers(500);

        assertThat(subset(32, 7, servers)).isEqualTo(subset(32, 7, servers));
        assertThat(Fleets.moved(subset(32, 7, servers), subset(32, 8, servers))).isGreaterThan(20);
    }

    @Test
    void theOrderOfTheAnswerDoesNotMatterAndIsKept() {
        List<Endpoint> servers = new ArrayList<>(Fleets.servers(100));
        List<Endpoint> chosen = subset(10, 7, servers);
        assertThat(servers).containsSubsequence(chosen);

        Collections.reverse(servers);
        List<Endpoint> reversed = subset(10, 7, servers);
        Collections.reverse(reversed = new ArrayList<>(reversed));
        assertThat(reversed).isEqualTo(chosen);
    }

    @Test
    void oneServerMoreOrLessChangesOneMemberAtMost() {
        List<Endpoint> all = Fleets.servers(301);
        Random dice = new Random(1);
        for (int seed = 0; seed < 200; seed++) {
            List<Endpoint> without = new ArrayList<>(all);
            without.remove(dice.nextInt(all.size()));

            assertThat(Fleets.moved(subset(32, seed, all), subset(32, seed, without)))
                    .isLessThanOrEqualTo(1);
        }
    }

    /** Within four standard deviations for each server: of 500, one in 30 runs might leave that; the seeds are fixed. */
    @Test
    void serversGetABinomialNumberOfClients() {
        int clients = 1_000;
        double p = 32.0 / 500;
        double[] loads = Fleets.loads(
                clients,
                Fleets.servers(500),
                client -> SubsetOptions.byChance(32).withSeed(client));

        double mean = clients * p;
        double deviation = Math.sqrt(clients * p * (1 - p));
        assertThat(Arrays.stream(loads).map(load -> load * 32))
                .allSatisfy(count -> assertThat(count).isBetween(mean - 4 * deviation, mean + 4 * deviation));
        double variance = Arrays.stream(loads)
                .map(load -> Math.pow(load * 32 - mean, 2))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(variance)).isBetween(0.85 * deviation, 1.15 * deviation);
    }
}
