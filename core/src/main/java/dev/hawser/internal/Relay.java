// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners of one pool what happened, without ever making the pool wait for them: on the pool's executor, each
 * listener in order and one event at a time, and none behind another. A listener that is too slow loses its oldest events
 * and is told how many.
 *
 * <p>Where the executor runs tasks on the thread that brings them, as in tests, listeners hear on that thread.
 */
public final class Relay {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    /** So long listeners get to hear the last events; one that is quick needs none of it. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String pool;
    private final List<Mailbox> mailboxes;
    private final CompletableFuture<?> heard;
    private volatile boolean closed;

    public Relay(Terms terms, List<PoolListener> listeners) {
        this.pool = terms.pool();
        this.mailboxes =
                listeners.stream().map(listener -> new Mailbox(terms, listener)).toList();
        this.heard =
                CompletableFuture.allOf(mailboxes.stream().map(Mailbox::heard).toArray(CompletableFuture[]::new));
    }

    /** Takes an event in, which {@link #deliver} must follow. Allowed under a lock, and there in the order of decisions. */
    public void add(PoolEvent event) {
        if (!closed) {
            mailboxes.forEach(mailbox -> mailbox.add(event));
        }
    }

    /** Sees to it that what was added is told. Not under a lock. */
    public void deliver() {
        mailboxes.forEach(Mailbox::deliver);
    }

    /** Both. */
    public void tell(PoolEvent event) {
        if (!closed) {
            add(event);
            deliver();
        }
    }

    /**
     * Tells of the pool's end, the last event. Idempotent.
     *
     * @return whether all listeners have heard of it already
     */
    public boolean close() {
        if (!closed) {
            add(new PoolEvent.PoolClosed(pool));
            closed = true; // two at a time may both add it: the second is not told
            deliver();
        }
        return heard.isDone();
    }

    /**
     * Tells of the pool's end, and waits a moment for the listeners to have heard of it: while there are threads to tell it on.
     * Not from within a listener.
     */
    public void end() {
        if (close()) {
            return;
        }
        try {
            heard.get(LAST_WORDS_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            log.debug("[{}] a listener is behind; it hears the rest after the pool's end", pool);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What a relay works with.
     *
     * @param pool its name
     * @param resources where listeners are called
     * @param frame runs what calls a listener, so that the pool knows which threads are in somebody else's code
     */
    public record Terms(String pool, Resources resources, Consumer<Runnable> frame) {}
}
