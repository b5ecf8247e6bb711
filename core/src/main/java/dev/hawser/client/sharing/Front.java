// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

/**
 * What callers read without the lock. Written under it.
 *
 * @param <C> the connection
 */
final class Front<C> {

    /** Who is in service. */
    volatile Fleet<C> fleet = Fleet.empty();

    /** Whether somebody waits whom callers may not overtake, and whom endings must wake. */
    volatile boolean waiting;

    /** Whether the pool takes no calls any more. */
    volatile boolean closed;
}
