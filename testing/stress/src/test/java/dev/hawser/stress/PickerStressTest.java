// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.balance.Admission;
import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.balance.Candidate;
import dev.hawser.balance.Load;
import dev.hawser.balance.Picker;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * PT6: the picks of many threads are those of one thread, in some order, also when some of them refuse a candidate. The
 * counter-based pickers are compared with their cycles written out; the one with a lock with itself, asked in turn.
 */
@Tag("long")
class PickerStressTest {

    @Test
    void roundRobinPicksArePermutationsOfSequentialOnes() {
        Lincheck.check(RoundRobin.class, PlainRotation.class);
    }

    @Test
    void lvsPicksArePermutationsOfSequentialOnes() {
        Lincheck.check(Lvs.class, PlainLvs.class);
    }

    @Test
    void smoothPicksArePermutationsOfSequentialOnes() {
        Lincheck.check(Smooth.class, PlainSmooth.class);
    }

    @Test
    void picksByDeadlineArePermutationsOfSequentialOnes() {
        Lincheck.check(Deadlines.class, Deadlines.class);
    }

    public static class RoundRobin extends Picks {
        public RoundRobin() {
            super(Balancers.roundRobin(), 1, 1, 1);
        }
    }

    public static class PlainRotation extends PlainCycle {
        public PlainRotation() {
            super(0, 1, 2);
        }
    }

    public static class Lvs extends Picks {
        public Lvs() {
            super(Balancers.lvsWeightedRoundRobin(), 3, 2, 1);
        }
    }

    public static class PlainLvs extends PlainCycle {
        public PlainLvs() {
            super(0, 0, 1, 0, 1, 2);
        }
    }

    public static class Smooth extends Picks {
        public Smooth() {
            super(Balancers.weightedRoundRobin(), 5, 1, 1);
        }
    }

    public static class PlainSmooth extends PlainCycle {
        public PlainSmooth() {
            super(0, 0, 1, 0, 2, 0, 0);
        }
    }

    /** Weights whose cycle is too long to be written out. */
    public static class Deadlines extends Picks {
        public Deadlines() {
            super(Balancers.weightedRoundRobin(new SplittableRandom(7)), 999_983, 500_009, 300_007);
        }
    }

    public abstract static class Picks {
        private static final Time CLOCK = new Time() {
            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public Scheduled schedule(long delayNanos, Runnable task) {
                throw new UnsupportedOperationException("balancing needs no timers");
            }
        };

        private final Picker picker;

        Picks(Balancer balancer, int... weights) {
            List<Peer> peers = IntStream.range(0, weights.length)
                    .mapToObj(i -> new Peer(Endpoint.of("host" + i + ":1").withWeight(weights[i]), new Load(CLOCK)))
                    .toList();
            picker = balancer.picker(peers, Optional.empty());
        }

        @Operation
        public int pick() {
            return picker.pick(Admission.ALL);
        }

        @Operation
        public int pickWithoutFirst() {
            return picker.pick(index -> index != 0);
        }

        @Operation
        public int pickNobody() {
            return picker.pick(index -> false);
        }
    }

    record Peer(Endpoint endpoint, Load load) implements Candidate {}

    public abstract static class PlainCycle {
        private final int[] cycle;
        private int next;

        PlainCycle(int... cycle) {
            this.cycle = cycle;
        }

        public int pick() {
            return cycle[next++ % cycle.length];
        }

        public int pickWithoutFirst() {
            int picked = pick();
            return picked == 0 ? pickWithoutFirst() : picked;
        }

        public int pickNobody() {
            return Picker.NONE;
        }
    }
}
