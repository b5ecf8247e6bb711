// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** How many are inside, and whether more are let in. */
final class Attendance {
    /*
     * State        Open(n) ─close→ Closing(n) ─n = 0→ over. The sign bit means Closing, the rest is n.
     * Who changes  Any thread.
     * Never        waits.
     * Hot path     one CAS to enter, one subtraction to leave.
     * Why it holds After the flag n only falls, so (Closing, 0) is reached once by whoever leaves last, or is there when
     *              the flag is set; completing the future a second time has no effect.
     */
    private static final long CLOSING = Long.MIN_VALUE;

    private final AtomicLong state = new AtomicLong();
    private final CompletableFuture<Void> empty = new CompletableFuture<>();

    boolean enter() {
        long seen = state.get();
        while (seen >= 0) {
            if (state.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = state.get();
        }
        return false;
    }

    void leave() {
        if (state.decrementAndGet() == CLOSING) {
            empty.complete(null);
        }
    }

    int inside() {
        return (int) (state.get() & ~CLOSING);
    }

    /** Lets nobody in any more; completes when nobody is inside. */
    CompletableFuture<Void> close() {
        if (state.getAndUpdate(n -> n | CLOSING) << 1 == 0) {
            empty.complete(null);
        }
        return empty.copy();
    }
}
