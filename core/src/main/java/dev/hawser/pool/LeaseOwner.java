// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

import dev.hawser.event.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Told by an {@link EndpointPool} how its leases end. Called by the thread that ended the lease, without a lock.
 *
 * @param <C> the connection
 */
public interface LeaseOwner<C> {

    /** The connection is idle again. */
    void returned(long since);

    /** The lease ended and its connection is to be closed; the slot is CLOSING and belongs to whoever is told. */
    void ended(Slot<C> slot, long since, CloseReason reason, @Nullable Throwable cause);

    /** A lease was ended a second time, which changed nothing. */
    void misused(String mistake);
}
