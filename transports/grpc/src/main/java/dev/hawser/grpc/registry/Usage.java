// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import java.util.concurrent.atomic.AtomicLong;

/** The calls in flight on one thing, and whether new ones are still let in. */
final class Usage {
    /*
     * State        Serving(n) ─drain→ Draining(n) ─n = 0→ over. The sign bit means Draining, the rest is n.
     * Who changes  Any thread: enter, exit. Who has taken the thing out of service: drain, once.
     * Never        waits; ends anything (the caller told `true` does).
     * Hot path     one compare-and-set to enter, one decrement to exit.
     * Why it holds Nobody enters once the flag is set, so from then on n only falls, and (Draining, 0) is reached once:
     *              exactly one thread is told `true`, by exit or by drain, and no call is then inside.
     */
    private static final long DRAINING = Long.MIN_VALUE;

    private final AtomicLong calls = new AtomicLong();

    boolean enter() {
        long seen = calls.get();
        while (seen >= 0) {
            if (calls.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = calls.get();
        }
        return false;
    }

    /** Whether that was the last. */
    boolean exit() {
        return calls.decrementAndGet() == DRAINING;
    }

    /** Whether there was none any more. */
    boolean drain() {
        return calls.getAndUpdate(n -> n | DRAINING) == 0;
    }

    int inside() {
        return (int) (calls.get() & Integer.MAX_VALUE);
    }

    boolean isDraining() {
        return calls.get() < 0;
    }
}
