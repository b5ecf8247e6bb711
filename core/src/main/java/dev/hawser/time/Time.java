// SPDX-License-Identifier: Apache-2.0
package dev.hawser.time;

/**
 * The only door to clocks and timers: every deadline, backoff and rate in Hawser is measured with it, so a test
 * that supplies its own never sleeps.
 *
 * <p>Readings are monotonic and have no relation to the wall clock; only differences of two readings mean
 * anything, and they are compared by subtraction because the value may wrap. Safe for use by any thread.
 */
public interface Time {

    /** Nanoseconds since an arbitrary, fixed moment. Never goes backwards. */
    long nanoTime();

    /**
     * Runs {@code task} once, at least {@code delayNanos} from now, on a thread of this object's.
     *
     * <p>Never runs the task inside this call, not even for a delay of zero or less. Tasks must be short and must
     * not block: they share one thread. A task that throws is reported and harms no other.
     *
     * @return a handle to cancel the task
     */
    Scheduled schedule(long delayNanos, Runnable task);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Scheduled {

        /** Makes sure that the task will not start any more; no effect if it has started. Never blocks. */
        void cancel();
    }
}
