// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.HawserException;

/**
 * A call that waits for a connection. Exactly one of the two is called, once, unless the wait is cancelled first; without
 * a lock, by any thread, perhaps before {@link SharedPool#enter} has returned.
 *
 * @param <C> the connection
 */
public interface Entrant<C> {

    /** The call is counted on that connection, and must be ended on it once. */
    void entered(SharedConnection<C> connection);

    /**
     * There is no connection for it: a {@code PoolExhaustedException} with the reasons of each endpoint, or a
     * {@code PoolClosedException}.
     */
    void refused(HawserException why);
}
