// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many short lives of a pool, each drawn from a seed. {@code -Dhawser.seeds=100000} runs that many;
 * {@code -Dhawser.seed=42} runs that one alone.
 */
class SimulationTest {

    private static final int SEEDS = 1_000;

    @Test
    void everyPromiseHoldsInEverySimulation() {
        List<String> failed = new ArrayList<>();
        long first = Long.getLong("hawser.seed", 0);
        long last = Long.getLong("hawser.seed") == null ? Integer.getInteger("hawser.seeds", SEEDS) - 1 : first;
        for (long seed = first; seed <= last && failed.isEmpty(); seed++) {
            Trace trace = new Simulation(seed, Sabotage.NONE).run();
            String again = "mvn test -pl testing/spec -am -Dtest=SimulationTest -Dhawser.seed=" + seed
                    + " -Dsurefire.failIfNoSpecifiedTests=false\n";
            trace.broken().ifPresent(promise -> failed.add(again + promise));
        }

        assertThat(failed).isEmpty();
    }

    @Test
    void theSameSeedMakesTheSameHistory() {
        for (int seed = 0; seed < 20; seed++) {
            Trace once = new Simulation(seed, Sabotage.NONE).run();
            Trace again = new Simulation(seed, Sabotage.NONE).run();

            assertThat(again.lines()).isEqualTo(once.lines()).isGreaterThan(100);
            assertThat(again.hash()).isEqualTo(once.hash());
        }
    }
}
