// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.limit.RateGate;
import dev.hawser.limit.RateLimit;
import dev.hawser.limit.RateLimit.Charge;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * PT36: a gate that many threads ask gives exactly the permits that a plain token bucket gives, asked in some order
 * with the same times. The times are arguments, so threads may well disagree about what time it is, as they do when one
 * was stopped between reading the clock and asking.
 */
@Tag("long")
class RateGateStressTest {

    private static final int INTERVAL = 10_000;

    @Test
    void grantsEqualThoseOfAPlainBucketInSomeOrder() {
        Lincheck.check(Gate.class, PlainBucket.class);
    }

    /** Burst 2, an interval of 10 microseconds, times in steps of 5. */
    @Param(name = "step", gen = IntGen.class, conf = "0:6")
    public static class Gate {
        private final RateGate gate = new RateGate(
                RateLimit.per(1, Duration.ofNanos(INTERVAL)).withBurst(2).withCharge(Charge.AT_GRANT), 0);

        @Operation
        public boolean tryAcquire(@Param(name = "step") int step) {
            return gate.tryAcquire(step * INTERVAL / 2);
        }

        @Operation
        public long waitNanos(@Param(name = "step") int step) {
            return gate.waitNanos(step * INTERVAL / 2, 1);
        }
    }

    /** A bucket with a level, filled by time: the other way to say the same. In half permits, so that it is exact. */
    public static class PlainBucket {
        private static final int FULL = 4;

        private int level = FULL;
        private int asOf;

        public boolean tryAcquire(int step) {
            if (step > asOf) {
                level = Math.min(FULL, level + step - asOf);
                asOf = step;
            }
            int missingAtStep = 2 - (level - (asOf - step));
            if (missingAtStep > 0) {
                return false;
            }
            level -= 2;
            return true;
        }

        public long waitNanos(int step) {
            int levelAtStep = step > asOf ? Math.min(FULL, level + step - asOf) : level - (asOf - step);
            return Math.max(0, (4 - levelAtStep) * (INTERVAL / 2));
        }
    }
}
