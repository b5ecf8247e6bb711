// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.internal.Usage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The calls on a connection under all interleavings: never more than the maximum inside, nobody inside after the end,
 * exactly one who is told to close, and never nobody. Whether a call gets in is not promised; so the operations check by
 * themselves what is, and the specification only says that nothing was wrong.
 */
@Tag("long")
class UsageStressTest {

    /** How much longer than in a build. */
    private static final int LONGER = Integer.getInteger("hawser.stress", 1);

    @Test
    void oneEndingAndNobodyInsideAfterIt() {
        new ModelCheckingOptions()
                .iterations(8)
                .invocationsPerIteration(300 * LONGER)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0) // one more operation would find out what the last to leave should have
                .sequentialSpecification(NothingWrong.class)
                .check(Calls.class);
    }

    @Test
    void theSameOnRealThreads() {
        onRealThreads().check(Calls.class);
    }

    /** Where a stripe has a share of its own, and sums only above it. */
    @Test
    void sharesAddUpToNoMoreThanTheMaximum() {
        new ModelCheckingOptions()
                .iterations(12)
                .invocationsPerIteration(500 * LONGER)
                .threads(3)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .sequentialSpecification(NothingWrong.class)
                .check(Shares.class);
        onRealThreads().check(Shares.class);
    }

    private static StressOptions onRealThreads() {
        return new StressOptions()
                .iterations(10)
                .invocationsPerIteration(500 * LONGER)
                .threads(3)
                .actorsPerThread(4)
                .sequentialSpecification(NothingWrong.class);
    }

    /** A connection for two calls, with its first and its last stripe. */
    public static class Calls {
        private static final int LAST = Usage.STRIPES - 1;

        private final int max;
        private final Usage usage;
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        public Calls() {
            this(1, 2);
        }

        Calls(int target, int max) {
            this.max = max;
            this.usage = new Usage(target, max);
        }

        @Operation
        public boolean callOnTheFirstStripe() {
            return call(0);
        }

        @Operation
        public boolean callOnTheLastStripe() {
            return call(LAST);
        }

        private boolean call(int stripe) {
            int entered = usage.enter(stripe);
            if (entered < 0) {
                return entered != Usage.REFUSED_LAST || close();
            }
            boolean fine = inside.incrementAndGet() <= max && closed.get() == 0;
            inside.decrementAndGet();
            fine &= closed.get() == 0;
            return !usage.exit(stripe) ? fine : close() && fine;
        }

        @Operation
        public boolean drain() {
            return !usage.drain() || close();
        }

        private boolean close() {
            return inside.get() == 0 && closed.incrementAndGet() == 1;
        }

        @Validate
        public void closedOnceIfDrained() {
            boolean refuses = usage.enter(0) < 0;
            if (refuses && closed.get() != 1) {
                throw new IllegalStateException("drained, and closed " + closed + " times");
            }
            if (!refuses && (closed.get() != 0 || usage.exit(0))) {
                throw new IllegalStateException("closed without being drained");
            }
            if (usage.inFlight() != 0) {
                throw new IllegalStateException(usage.inFlight() + " calls left");
            }
        }
    }

    /** One call for each stripe without a look at the others. */
    public static class Shares extends Calls {
        public Shares() {
            super(Usage.STRIPES, Usage.STRIPES);
        }
    }

    /** Every operation finds everything in order, whatever the order of operations. */
    public static class NothingWrong {
        public boolean callOnTheFirstStripe() {
            return true;
        }

        public boolean callOnTheLastStripe() {
            return true;
        }

        public boolean drain() {
            return true;
        }
    }
}
