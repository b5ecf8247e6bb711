// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.endpoint.Endpoint;

/**
 * One open connection that many calls use at once. Whoever entered it through {@link SharedPool#tryEnter} or
 * {@link SharedPool#enter} calls exactly one of the endings below, once: {@link #succeeded}, {@link #failed} or
 * {@link #cancelled}.
 *
 * <p>Safe for use by any thread. Endings take no lock unless somebody waits, the connection is being drained, or the call
 * failed.
 *
 * @param <C> the connection
 */
public final class SharedConnection<C> {

    SharedConnection() {
        throw new UnsupportedOperationException("to be written");
    }

    /** The connection itself. */
    public C connection() {
        throw new UnsupportedOperationException("to be written");
    }

    /** Whom it leads to, as discovery last described it. */
    public Endpoint endpoint() {
        throw new UnsupportedOperationException("to be written");
    }

    /** Whether somebody reads how long calls take; if not, {@code elapsedNanos} may be 0 and no clock need be read. */
    public boolean wantsLatency() {
        throw new UnsupportedOperationException("to be written");
    }

    /**
     * The call ended, and nothing speaks against the endpoint.
     *
     * @param elapsedNanos how long it took to the first answer; 0 if not known
     */
    public void succeeded(long elapsedNanos) {
        throw new UnsupportedOperationException("to be written");
    }

    /** The call failed by the endpoint's fault. */
    public void failed(Throwable cause) {
        throw new UnsupportedOperationException("to be written");
    }

    /** The caller gave up, or the call was never sent: says nothing about the endpoint. */
    public void cancelled(long elapsedNanos) {
        throw new UnsupportedOperationException("to be written");
    }
}
