// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.pool.ReturnSignal;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What callers read without the lock. Written by the {@link Dispatcher} under it, but for the nudge.
 *
 * @param <C> the connection
 */
final class Front<C> {

    /** Who is in service. */
    volatile Fleet<C> fleet = Fleet.empty();

    /** Whether a caller must take the lock: somebody waits whom it may not overtake, or the pool is closing. */
    volatile boolean queueing;

    /** Raised while somebody waits for a return. */
    final ReturnSignal waiting = new ReturnSignal();

    /** Unfair pools only: whether the first waiter has been told to look again and has not done so yet. */
    final AtomicBoolean nudged = new AtomicBoolean();
}
