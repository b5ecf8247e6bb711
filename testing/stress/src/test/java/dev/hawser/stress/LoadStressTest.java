// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.balance.Load;
import dev.hawser.time.SystemTime;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PT10 under concurrency: the count of attempts in flight is that of a plain counter which stops at zero. */
@Tag("long")
class LoadStressTest {

    @Test
    void inFlightEqualsAPlainCounterInSomeOrder() {
        Lincheck.check(Counted.class, PlainCounter.class);
    }

    public static class Counted {
        private static final SystemTime TIME = new SystemTime("stress");

        private final Load load = new Load(TIME);

        @Operation
        public void started() {
            load.started();
        }

        @Operation
        public void succeeded() {
            load.succeeded(5, 10);
        }

        @Operation
        public void failed() {
            load.failed(10);
        }

        @Operation
        public int inFlight() {
            return load.inFlight();
        }
    }

    public static class PlainCounter {
        private int inFlight;

        public void started() {
            inFlight++;
        }

        public void succeeded() {
            inFlight = Math.max(0, inFlight - 1);
        }

        public void failed() {
            succeeded();
        }

        public int inFlight() {
            return inFlight;
        }
    }
}
