// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import java.util.Arrays;

/**
 * How many calls ended and failed within the last ten seconds, from totals that are fed now and then. Ten buckets of
 * one second each, so that a burst of failures gets the same verdict as the same failures spread out.
 *
 * <p>Calls that ended since the totals were fed before are taken to have ended evenly in between. Failures are fed as they
 * come, within a tenth of a second.
 */
final class FailureWindow {

    static final int BUCKETS = 10;
    static final long BUCKET_NANOS = 1_000_000_000;

    private final double[] succeeded = new double[BUCKETS];
    private final double[] failed = new double[BUCKETS];
    private long bucketStart;
    private int current;
    private long endedBefore;
    private long failedBefore;
    private boolean starting;

    FailureWindow(long now) {
        bucketStart = now;
    }

    /** The totals as of now. Both only grow; one that is behind, since another thread was faster, adds nothing. */
    void feed(long endedTotal, long failedTotal, long now) {
        double newlyFailed = Math.max(0, failedTotal - failedBefore);
        double newlySucceeded = Math.max(0, endedTotal - endedBefore - newlyFailed);
        endedBefore = Math.max(endedBefore, endedTotal);
        failedBefore = Math.max(failedBefore, failedTotal);
        long passed = Math.max(0, (now - bucketStart) / BUCKET_NANOS);
        bucketStart += passed * BUCKET_NANOS;
        double share = starting ? 0 : newlySucceeded / (passed + 1);
        succeeded[current] += share;
        for (long step = 0; step < Math.min(passed, BUCKETS); step++) {
            current = (current + 1) % BUCKETS;
            succeeded[current] = share;
            failed[current] = 0;
        }
        failed[current] += starting ? 0 : newlyFailed;
        starting = false;
    }

    /**
     * Starts anew: what came before says nothing any more, and neither do calls that ended in the meantime, so the totals
     * fed next are only where counting starts.
     */
    void clear(long now) {
        Arrays.fill(succeeded, 0);
        Arrays.fill(failed, 0);
        bucketStart = now;
        starting = true;
    }

    long ended() {
        return Math.round(sum(succeeded) + sum(failed));
    }

    long failed() {
        return Math.round(sum(failed));
    }

    private static double sum(double[] buckets) {
        double sum = 0;
        for (double each : buckets) {
            sum += each;
        }
        return sum;
    }
}
