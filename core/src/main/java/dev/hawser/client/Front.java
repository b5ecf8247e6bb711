// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

/**
 * The two words that callers read without the lock. Written under it, by the {@link Dispatcher}.
 *
 * @param <C> the connection
 */
final class Front<C> {

    /** Who is in service. */
    volatile Fleet<C> fleet = Fleet.empty();

    /** Whether a caller must take the lock: somebody waits whom it may not overtake, or the pool is closing. */
    volatile boolean queueing;

    /** Whether a return must take the lock, because somebody waits for one. */
    volatile boolean waiting;
}
