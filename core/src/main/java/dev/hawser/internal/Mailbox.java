// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one listener has still to hear: in order, one event at a time, and the oldest are dropped where there are too many. */
final class Mailbox {
    /*
     * State        queue; size: how many are in it, give or take those on their way in or out; lost: how many were dropped
     *              and not told of yet; calls: how often deliver() was called since the present carrier began, 0 if there is
     *              none; heard: the listener has been told of the pool's end.
     * Who changes  add(): any thread, mostly under the pool's lock, so in the order of what happened. deliver(): any thread, no
     *              lock held. Who raises calls from 0 appoints the carrier, which works until it has brought it back to 0.
     * Never        waits; calls the listener on the thread that adds, unless the executor does so by itself or has no thread;
     *              calls the listener from within the listener: what it causes is told when it has returned.
     * Hot path     none. To add is to link a node and to count it.
     * Why it holds Whoever adds calls deliver() afterwards. Either that raises calls from 0, and a carrier is appointed; or
     *              there is one, whose subtraction then doesn't reach 0, so that it looks again. So nothing is left
     *              behind, and there is never a second carrier.
     *              The bound: whoever counts one too many takes one out. The end of the pool is added last and only the
     *              oldest are dropped, so it is heard; what comes after it, from a thread that was late, is not.
     */
    private static final Logger log = LoggerFactory.getLogger("dev.hawser.pool");

    /** A fleet of three thousand endpoints may come up before a listener has heard of the first, and takes 10 MB at most. */
    static final int CAPACITY = 10_000;

    private final Relay.Terms terms;
    private final PoolListener listener;
    private final Throttle failures;
    private final Throttle losses;
    private final Queue<PoolEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong calls = new AtomicLong(); // a listener may be stuck for two billion events
    private final CompletableFuture<@Nullable Void> heard = new CompletableFuture<>();

    Mailbox(Relay.Terms terms, PoolListener listener) {
        this.terms = terms;
        this.listener = listener;
        this.failures = new Throttle(terms.resources().time());
        this.losses = new Throttle(terms.resources().time());
    }

    void add(PoolEvent event) {
        queue.add(event);
        if (size.incrementAndGet() > CAPACITY && queue.poll() != null) {
            size.decrementAndGet();
            lost.incrementAndGet();
        }
    }

    void deliver() {
        if (calls.getAndIncrement() == 0) {
            Delivery delivery = new Delivery();
            try {
                terms.resources().executor().execute(delivery);
            } catch (RuntimeException | Error refused) {
                delivery.run(); // here, if there is no thread for it
            }
        }
    }

    /** Completes when the pool's end has been told, which is the last. */
    CompletableFuture<@Nullable Void> heard() {
        return heard;
    }

    private void carry() {
        long seen = 1;
        do {
            tellAll();
            seen = calls.addAndGet(-seen);
        } while (seen > 0);
    }

    private void tellAll() {
        @Nullable PoolEvent event = queue.poll();
        while (event != null) {
            size.decrementAndGet();
            tellOfLost();
            tell(event);
            event = queue.poll();
        }
    }

    private void tellOfLost() {
        long count = lost.getAndSet(0);
        if (count > 0) {
            losses.pass(more -> log.warn("[{}] {} is too slow: {} events lost{}", terms.pool(), name(), count, more));
            tell(new PoolEvent.EventsLost(terms.pool(), count));
        }
    }

    private void tell(PoolEvent event) {
        if (heard.isDone()) {
            return; // "nothing comes after this", says PoolClosed
        }
        try {
            listener.onEvent(event);
        } catch (Throwable problem) { // also checked ones, which other languages throw undeclared
            complain(event, problem);
        }
        if (event instanceof PoolEvent.PoolClosed) {
            heard.complete(null);
        }
    }

    /** A throwable is somebody else's code as well, and the log may call it: that must not be the end of the carrier. */
    private void complain(PoolEvent event, Throwable problem) {
        try {
            failures.pass(more -> log.warn("[{}] {} failed on {}{}", terms.pool(), name(), event, more, problem));
        } catch (RuntimeException | Error unspeakable) {
            log.warn("[{}] {} failed, and what it threw cannot be shown", terms.pool(), name());
        }
    }

    /** One turn of a carrier. Executors that look into their tasks can tell it by its text. */
    private final class Delivery implements Runnable {
        private final AtomicBoolean begun = new AtomicBoolean();

        @Override
        public void run() {
            if (begun.compareAndSet(false, true)) {
                terms.frame().accept(Mailbox.this::carry);
            }
        }

        @Override
        public String toString() {
            return "delivery of events to " + name();
        }
    }

    private String name() {
        return "listener " + listener.getClass().getName();
    }
}
