// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.balance.Picker;
import dev.hawser.spec.balance.SimulatedFleet.Result;
import dev.hawser.spec.balance.SimulatedFleet.Setting;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What least loaded has to be worth, beside round robin and the power of two choices by calls in flight alone; with the
 * pickers of production. Each seed has to pass.
 */
@Tag("long")
class LeastLoadedAcceptanceTest {
    private static final int SEEDS = 2;
    private static final double NOT_COMPARED = 1e9;

    /** A1. */
    @Test
    void withEqualServersItIsNoWorseThanTurns() {
        assertPercentile(Setting.of(100, 50, 0.7), 1.03, NOT_COMPARED);
    }

    /** A3. */
    @Test
    void slowServersGetLess() {
        assertPercentile(Setting.of(100, 50, 0.6).withSlow(15, 0.6), 0.65, 0.75);
    }

    /** A4. */
    @Test
    void serversThatAreSlowForAWhileAreAvoidedMeanwhile() {
        assertPercentile(Setting.of(100, 50, 0.7).withAntagonists(), 0.20, 0.35);
    }

    /** A8. */
    @Test
    void soTheyAreInASmallFleet() {
        assertPercentile(Setting.of(4, 8, 0.6).withAntagonists(), 0.15, 0.70);
    }

    /** A10. */
    @Test
    void whoFailsFastDrawsNoCalls() {
        Setting setting = Setting.of(10, 10, 0.7).withFailing();
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(run(setting, seed, LeastLoadedAcceptanceTest::leastLoaded)
                            .errors())
                    .isLessThanOrEqualTo(0.002);
            assertThat(run(setting, seed, Balancers::roundRobin).errors())
                    .isGreaterThan(0.05); // the yardstick can fail
        }
    }

    private static void assertPercentile(Setting setting, double ofTurns, double ofTwoChoices) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            double p99 =
                    run(setting, seed, LeastLoadedAcceptanceTest::leastLoaded).p99();
            double turns = run(setting, seed, Balancers::roundRobin).p99();
            double choices =
                    run(setting, seed, LeastLoadedAcceptanceTest::twoChoices).p99();

            assertThat(p99 / turns)
                    .as("99th percentile as a share of that of turns, seed %s", seed)
                    .isLessThanOrEqualTo(ofTurns);
            assertThat(p99 / choices)
                    .as("99th percentile as a share of that of two choices, seed %s", seed)
                    .isLessThanOrEqualTo(ofTwoChoices);
        }
    }

    private static Result run(Setting setting, long seed, Function<RandomGenerator, Balancer> balancer) {
        return new SimulatedFleet(setting, seed, balancer).run();
    }

    private static Balancer leastLoaded(RandomGenerator random) {
        return Balancers.leastLoaded(Balancers.DEFAULT_CHOICES, random);
    }

    /** Of two at random the one with less in flight. */
    private static Balancer twoChoices(RandomGenerator random) {
        return (candidates, previous) -> {
            int n = candidates.size();
            return (Picker) admission -> {
                int one = random.nextInt(n);
                int other = (one + 1 + random.nextInt(n - 1)) % n;
                return candidates.get(other).load().inFlight()
                                < candidates.get(one).load().inFlight()
                        ? other
                        : one;
            };
        };
    }
}
