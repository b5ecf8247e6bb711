// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many short lives of a pool, each drawn from a seed. {@code -Dhawser.seeds=100000} runs that many;
 * {@code -Dhawser.seed=42} runs that one alone.
 */
@Tag("long")
class SimulationTest {

    private static final int SEEDS = 1_000;

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS) // nightly, with many seeds; a thousand take some seconds
    void everyPromiseHoldsInEverySimulation() throws InterruptedException {
        List<String> failed = new ArrayList<>();
        Long one = Long.getLong("hawser.seed");
        if (one != null) {
            onThreadsOfEveryKind(() -> run(one, failed));
        } else {
            for (long seed = 0; seed < Integer.getInteger("hawser.seeds", SEEDS) && failed.isEmpty(); seed++) {
                run(seed, failed);
            }
        }

        assertThat(failed).isEmpty();
    }

    /** A pool whose idle order is NEAREST goes by the thread's id, of which the last bits count. */
    private static void onThreadsOfEveryKind(Runnable work) throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(work);
            thread.start();
            thread.join();
        }
    }

    private static void run(long seed, List<String> failed) {
        Trace trace = new Simulation(seed, Sabotage.NONE).run();
        String again = "mvn test -pl testing/spec -am -Dtest=SimulationTest -Dhawser.seed=" + seed
                + " -Dsurefire.failIfNoSpecifiedTests=false\n";
        trace.broken().ifPresent(promise -> failed.add(again + promise));
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
