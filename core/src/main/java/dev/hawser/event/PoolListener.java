// SPDX-License-Identifier: Apache-2.0
package dev.hawser.event;

/**
 * Hears what happens in a pool.
 *
 * <p>Called without any lock held, on the thread that caused the event, which may be a caller's or the timer's, and by
 * several threads at the same time: so a listener must be quick, safe for that, and must not block. It may call back
 * into the pool. What it throws is logged and harms nothing. Events about one endpoint that follow from each other
 * come in order; others may overtake.
 */
@FunctionalInterface
public interface PoolListener {

    /** Hears nothing. */
    PoolListener NONE = event -> {};

    void onEvent(PoolEvent event);

    /** Both, this one first. */
    default PoolListener and(PoolListener other) {
        return event -> {
            onEvent(event);
            other.onEvent(event);
        };
    }
}
