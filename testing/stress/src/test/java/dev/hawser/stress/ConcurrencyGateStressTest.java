// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.limit.ConcurrencyGate;
import dev.hawser.limit.ConcurrencyLimit;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Never above the limit, never below zero, and a release too many is reported to exactly the one who made it. */
@Tag("long")
class ConcurrencyGateStressTest {

    @Test
    void permitsEqualThoseOfAPlainCounterInSomeOrder() {
        Lincheck.check(Gate.class, PlainCounter.class);
    }

    public static class Gate {
        private final ConcurrencyGate gate = new ConcurrencyGate(ConcurrencyLimit.of(2));

        @Operation
        public boolean tryAcquire() {
            return gate.tryAcquire();
        }

        @Operation
        public boolean release() {
            try {
                gate.release();
                return true;
            } catch (IllegalStateException reported) {
                return false;
            }
        }

        @Operation
        public int available() {
            return gate.available();
        }
    }

    public static class PlainCounter {
        private int free = 2;

        public boolean tryAcquire() {
            return free > 0 && free-- > 0;
        }

        public boolean release() {
            return free < 2 && free++ < 2;
        }

        public int available() {
            return free;
        }
    }
}
