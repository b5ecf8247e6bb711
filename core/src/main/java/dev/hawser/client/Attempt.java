// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.pool.Slot;
import dev.hawser.time.Time.Scheduled;
import java.time.Duration;

/**
 * A connection being opened or checked: a supply that waiters may count on for a while. Under the client's lock, but for
 * the time-out.
 *
 * @param <C> the connection
 */
final class Attempt<C> {

    /** What is under way. */
    enum Kind {
        OPEN,
        CHECK
    }

    final Kind kind;
    final Member<C> member;
    final Slot<C> slot;
    final long since;

    /** Whether waiters still count on it; false once it has taken too long or is done. */
    boolean fresh = true;

    /** Whether its outcome has been taken note of; what comes after that is late. */
    volatile boolean done;

    private volatile Scheduled timeout = () -> {};

    Attempt(Kind kind, Member<C> member, Slot<C> slot, long since) {
        this.kind = kind;
        this.member = member;
        this.slot = slot;
        this.since = since;
    }

    Duration took(long now) {
        return Duration.ofNanos(now - since);
    }

    void timeout(Scheduled handle) {
        timeout = handle;
        if (done) { // it ended before there was anything to cancel
            handle.cancel();
        }
    }

    void cancelTimeout() {
        timeout.cancel();
    }
}
