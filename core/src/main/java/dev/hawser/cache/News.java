// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings events to the listener in the order they were added in, one at a time, holding no lock. */
final class News<K> {
    /*
     * State        the queue; calls: how often deliver() was called since the present carrier began, 0 if there is none.
     * Who changes  add(): the Ledger, under the cache's lock, so in the order of what happened. deliver(): any thread, no
     *              lock held. Who raises calls from 0 is the carrier until it has brought it back to 0.
     * Never        waits; calls the listener from within the listener: what it causes is told when it has returned.
     * Hot path     none.
     * Why it holds Whoever adds calls deliver() afterwards. Either that raises calls from 0, and it empties the queue
     *              itself; or there is a carrier, whose subtraction then doesn't reach 0, so that it looks again. So
     *              nothing is left behind, and there is never a second carrier.
     */
    private static final Logger log = LoggerFactory.getLogger(News.class);

    private final CacheListener<K> listener;
    private final Queue<CacheEvent<K>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    News(CacheListener<K> listener) {
        this.listener = listener;
    }

    void add(CacheEvent<K> event) {
        queue.add(event);
    }

    void deliver() {
        if (calls.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            tellAll();
            seen = calls.addAndGet(-seen);
        } while (seen > 0);
    }

    private void tellAll() {
        @Nullable CacheEvent<K> event = queue.poll();
        while (event != null) {
            tell(event);
            event = queue.poll();
        }
    }

    private void tell(CacheEvent<K> event) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException | Error e) {
            log.error("a listener failed at {}; it goes on hearing the rest", event, e);
        }
    }
}
