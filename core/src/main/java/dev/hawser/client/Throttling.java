// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.internal.engine.Alarm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rate limit does to callers: whom it kept from the endpoint whose turn it was, and when it lets the next one in. Under
 * the client's lock.
 *
 * @param <C> the connection
 */
final class Throttling<C> {

    /** When somebody had to wait last, some endpoint had used up its rate. */
    private boolean usedUp;

    private long count;

    /** A caller found nothing idle; {@code turn} is the endpoint the balancer had picked for it, if any. */
    void note(@Nullable Member<C> turn, long now) {
        if (turn == null ? usedUp : !turn.mayLease(now, 0)) {
            count++;
        }
    }

    /** Callers that were throttled. */
    long count() {
        return count;
    }

    void begin() {
        usedUp = false;
    }

    /** Somebody waits for one of these to be ready. */
    void look(List<Member<C>> members, long now, Alarm alarm) {
        for (Member<C> member : members) {
            member.readyAt(now).ifPresent(alarm::offer);
            usedUp |= !member.mayLease(now, 0);
        }
    }
}
