// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.time.Time;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Lets one line of a kind through per second, so that an outage cannot flood a disk, and tells how many it kept back. */
final class Throttle {
    /*
     * State        next: from when on a line may pass; skipped: how many were kept back since the last one.
     * Who changes  Any thread: next by CAS, which the one that writes the line wins; skipped by adding, or by taking all.
     * Never        waits.
     * Hot path     none.
     * Why it holds Each line is either written by the winner of a CAS, which needs a second to have passed, or counted; and
     *              a count is taken by one writer only.
     */
    private static final long GAP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Time time;
    private final AtomicLong next;
    private final AtomicLong skipped = new AtomicLong();

    Throttle(Time time) {
        this.time = time;
        this.next = new AtomicLong(time.nanoTime());
    }

    /** @param line writes it; is given what to add about the lines left out before, mostly nothing */
    void pass(Consumer<String> line) {
        long now = time.nanoTime();
        long seen = next.get();
        if (now - seen < 0 || !next.compareAndSet(seen, now + GAP_NANOS)) {
            skipped.incrementAndGet();
            return;
        }
        long left = skipped.getAndSet(0);
        line.accept(left == 0 ? "" : " (and " + left + " more like it)");
    }
}
