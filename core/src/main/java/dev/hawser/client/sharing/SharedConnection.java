// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.endpoint.Endpoint;
import java.util.OptionalLong;

/**
 * One open connection that many calls use at once. Whoever entered it through {@link SharedPool#tryEnter} or
 * {@link SharedPool#enter} calls exactly one of the endings below, once, on the very object it got: {@link #succeeded},
 * {@link #failed} or {@link #cancelled}.
 *
 * <p>Safe for use by any thread. Endings take no lock unless somebody waits, the connection is being drained, or the call
 * failed. Not guaranteed: that two calls on one connection hold the same object; compare what {@link #connection} answers.
 *
 * @param <C> the connection
 */
public final class SharedConnection<C> {

    /** In place of the time when it began, of a call whose time is not taken. */
    static final long UNTIMED = Long.MIN_VALUE;

    private final Link<C> link;
    private final int stripe;
    private final boolean weighed;
    private final long ticket;
    private final long begun;

    SharedConnection(Link<C> link, int stripe, boolean weighed, long ticket, long begun) {
        this.link = link;
        this.stripe = stripe;
        this.weighed = weighed;
        this.ticket = ticket;
        this.begun = begun;
    }

    /** The connection itself. */
    public C connection() {
        return link.connection;
    }

    /** Whom it leads to, as discovery last described it. */
    public Endpoint endpoint() {
        return link.member.endpoint();
    }

    /** Whether somebody reads how long calls take; if not, {@code elapsedNanos} may be 0 and no clock need be read. */
    public boolean wantsLatency() {
        return weighed;
    }

    /**
     * The call ended, and nothing speaks against the endpoint.
     *
     * @param elapsedNanos how long it took to the first answer; 0 if not known
     */
    public void succeeded(long elapsedNanos) {
        link.member.succeeded(weighed, ticket, elapsedNanos);
        leave();
    }

    /** The call failed by the endpoint's fault. */
    public void failed(Throwable cause) {
        link.member.failed(weighed, ticket, cause);
        leave();
    }

    /** The caller gave up, or the call was never sent: says nothing about the endpoint. */
    public void cancelled(long elapsedNanos) {
        link.member.cancelled(weighed, ticket, elapsedNanos);
        leave();
    }

    /**
     * How long ago the call entered; absent if its time isn't taken, as that of most isn't while there are many, or with
     * {@link dev.hawser.view.Timing#OFF}. For the report of a call that failed: it reads a clock.
     */
    public OptionalLong elapsedNanos() {
        return begun == UNTIMED
                ? OptionalLong.empty()
                : OptionalLong.of(link.member.setup.time().nanoTime() - begun);
    }

    private void leave() {
        if (begun != UNTIMED) {
            link.endTimed(begun);
        }
        link.leave(stripe);
    }

    @Override
    public String toString() {
        return link.connection + " (" + link.usage.inFlight() + " in flight)";
    }
}
