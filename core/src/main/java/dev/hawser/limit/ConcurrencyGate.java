// SPDX-License-Identifier: Apache-2.0
package dev.hawser.limit;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what is under way, and lets nobody in beyond a {@link ConcurrencyLimit}.
 *
 * <p>Guaranteed: {@code 0 <= inUse <= permits} at every moment. Not guaranteed: any order among those who ask, nor that
 * a refused caller hears of a release; whoever wants to wait queues elsewhere. Safe for use by any thread, no locks.
 */
public final class ConcurrencyGate {
    /*
     * State        inUse, 0 to permits.
     * Who changes  Any thread, by CAS: tryAcquire up, release down.
     * Never        waits; leaves the range, not even for a moment, as counting first and correcting later would.
     * Hot path     one read, one CAS.
     * Why it holds The CAS is the moment of change, and succeeds only on the value that was checked. A loser was
     *              overtaken by somebody who succeeded. The count is all there is, so an old value that came back
     *              (ABA) is as good as one that stayed. Checked by ConcurrencyGateStressTest.
     */
    private final ConcurrencyLimit limit;
    private final AtomicInteger inUse = new AtomicInteger();

    public ConcurrencyGate(ConcurrencyLimit limit) {
        this.limit = limit;
    }

    /** Takes a permit if one is free. Each permit taken must be released once. */
    public boolean tryAcquire() {
        while (true) {
            int seen = inUse.get();
            if (seen >= limit.permits()) {
                return false;
            }
            if (inUse.compareAndSet(seen, seen + 1)) {
                return true;
            }
        }
    }

    /**
     * Gives a permit back.
     *
     * @throws IllegalStateException if none is in use: somebody released twice; the count is left as it is
     */
    public void release() {
        while (true) {
            int seen = inUse.get();
            if (seen == 0) {
                throw new IllegalStateException("inUse: 0 (expected: >= 1 at a release; was one released twice?)");
            }
            if (inUse.compareAndSet(seen, seen - 1)) {
                return;
            }
        }
    }

    public int inUse() {
        return inUse.get();
    }

    /** Permits that are free just now. */
    public int available() {
        return limit.permits() - inUse.get();
    }

    public ConcurrencyLimit limit() {
        return limit;
    }

    @Override
    public String toString() {
        return inUse() + " in use, " + limit;
    }
}
