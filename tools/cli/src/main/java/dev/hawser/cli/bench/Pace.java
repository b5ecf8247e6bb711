// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.time.Time;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Spaces requests evenly. Who comes too late does not wait; what was missed is made up for. Safe for any thread. */
final class Pace {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final double nanosEach;
    private final long start;
    private final Time time;

    /** @param perSecond absent lets everybody pass at once */
    Pace(OptionalDouble perSecond, Time time) {
        this.nanosEach = perSecond.isPresent() ? TimeUnit.SECONDS.toNanos(1) / perSecond.getAsDouble() : 0;
        this.start = time.nanoTime();
        this.time = time;
    }

    /** Waits until it is the turn of the n-th request, 0 being the first, or until the end. */
    void await(long number) throws InterruptedException {
        long early = (long) (number * nanosEach) - (time.nanoTime() - start);
        if (early > 0) {
            // Which of the two it was, the caller sees by itself.
            boolean ignored = ended.await(early, TimeUnit.NANOSECONDS);
        }
    }

    /** Nobody waits any more. */
    void end() {
        ended.countDown();
    }
}
