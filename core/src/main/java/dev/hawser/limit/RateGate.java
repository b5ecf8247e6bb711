// SPDX-License-Identifier: Apache-2.0
package dev.hawser.limit;

import java.util.concurrent.atomic.AtomicLong;

/** Lets requests through at the rate of a {@link RateLimit}. Stub. */
public final class RateGate {

    private final RateLimit limit;
    private final AtomicLong next;

    public RateGate(RateLimit limit, long now) {
        this.limit = limit;
        this.next = new AtomicLong(now);
    }

    /** Nanoseconds until a permit is free for one more after {@code pending} others; 0 if there is one now. */
    public long waitNanos(long now, int pending) {
        return Math.max(0, next.get() - now + pending * limit.periodNanos());
    }

    /** Takes a permit if one is free now. */
    public boolean tryAcquire(long now) {
        long seen = next.get();
        return seen - now <= 0 && next.compareAndSet(seen, now + limit.periodNanos());
    }
}
