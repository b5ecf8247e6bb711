// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.internal.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open connection, the calls on it, and how it ends.
 *
 * @param <C> the connection
 */
final class Link<C> {

    final Member<C> member;
    final C connection;
    final long opened;
    final Usage usage;

    /** What callers hold: one for each stripe, and one more each for calls that the balancer's load counts. */
    private final List<SharedConnection<C>> seats = new ArrayList<>(2 * Usage.STRIPES);

    // Under the pool's lock.
    @Nullable
    Retirement retirement;

    Link(Member<C> member, C connection, long now) {
        this.member = member;
        this.connection = connection;
        this.opened = now;
        this.usage = new Usage(
                member.setup.sharing().targetInFlight(), member.setup.sharing().maxInFlight());
        for (int i = 0; i < 2 * Usage.STRIPES; i++) {
            seats.add(new SharedConnection<>(this, i / 2, (i & 1) == 1 ? CallKind.WEIGHED : CallKind.PLAIN));
        }
    }

    /** Enters it; null if it is full or being drained. */
    @Nullable
    SharedConnection<C> enter(int stripe, CallKind kind) {
        int result = usage.enter(stripe);
        if (result < 0) {
            if (result == Usage.REFUSED_LAST) {
                member.setup.signals().emptied(this);
            }
            member.setup.left(); // its place was taken for a moment, and somebody may have found no room for that
            return null;
        }
        if (result == Usage.ENTERED_BUSY) {
            member.ask();
        }
        if (kind == CallKind.PROBE) {
            return new SharedConnection<>(this, stripe, kind);
        }
        return seats.get(2 * stripe + (kind == CallKind.WEIGHED ? 1 : 0));
    }

    void leave(int stripe) {
        if (usage.exit(stripe)) {
            member.setup.signals().emptied(this);
        }
        member.setup.left();
    }
}
