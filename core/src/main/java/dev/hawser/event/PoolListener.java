// SPDX-License-Identifier: Apache-2.0
package dev.hawser.event;

/**
 * Hears what happens in a pool.
 *
 * <p>Guaranteed: a listener of one pool is called for one event at a time, in the order that the page of {@link PoolEvent}
 * shows, without any lock held, and sees what it wrote when it was called before. It waits for no other listener, and
 * neither callers, timers nor other listeners wait for it. What it throws is logged, one line a second, and it hears the
 * rest. It may call back into the pool, also to close it; what that causes is told when the listener has returned.
 *
 * <p>Expressly not guaranteed: on which thread, and when. Events are told on the pool's executor, as a rule within a
 * millisecond; whoever needs the time of an event takes it when told. An executor of yours needs a free thread for
 * each listener that takes long: one that runs tasks on the thread that brings them makes that thread wait, and so does one
 * that refuses tasks. A listener that is given to several pools is called by several threads at the same time.
 *
 * <p>A listener that is slow is told later. When ten thousand events wait for it, the oldest are dropped, which is logged,
 * and told as {@link PoolEvent.EventsLost}. What builds up a picture from events looks at a snapshot then.
 *
 * <p>Closing the pool waits for a second at most until {@link PoolEvent.PoolClosed} has been told, and not at all within a
 * listener; then the pool's threads are interrupted, and a listener that is still behind hears the rest all the same.
 */
@FunctionalInterface
public interface PoolListener {

    /** Hears nothing. */
    PoolListener NONE = event -> {};

    /** @param event the next one */
    void onEvent(PoolEvent event);

    /** Both, this one first; as one listener, so that the second waits for the first. */
    default PoolListener and(PoolListener other) {
        return event -> {
            onEvent(event);
            other.onEvent(event);
        };
    }
}
