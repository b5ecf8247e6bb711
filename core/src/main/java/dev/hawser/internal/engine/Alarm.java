// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.engine;

import java.util.OptionalLong;

/**
 * One alarm for everything that time alone can change: it goes off at the earliest moment offered. Used under the
 * client's lock. An alarm that was set for later is left to ring and then ignored, which is cheaper than cancelling.
 */
public final class Alarm {

    /** Guards against ringing at once, again and again, when a clock and a race disagree. */
    private static final long SHORTEST_NANOS = 50_000;

    private boolean isSet;
    private long at;

    private long now;
    private long wait;

    /** Starts to collect moments. */
    public void begin(long from) {
        now = from;
        wait = Long.MAX_VALUE;
    }

    /** A moment at which something may change; compared by difference, because the clock may wrap. */
    public void offer(long moment) {
        wait = Math.min(wait, Math.max(moment - now, SHORTEST_NANOS));
    }

    /** Sets the alarm for the earliest moment offered; empty if it need not be set anew. */
    public OptionalLong set() {
        if (wait == Long.MAX_VALUE) {
            isSet = false;
            return OptionalLong.empty();
        }
        long moment = now + wait;
        if (isSet && moment - at >= 0) {
            return OptionalLong.empty();
        }
        isSet = true;
        at = moment;
        return OptionalLong.of(moment);
    }

    /** Whether the alarm is set for that moment. */
    public boolean isSetFor(long moment) {
        return isSet && moment == at;
    }

    /** Never rings again. */
    public void stop() {
        isSet = false;
    }

    /** Whether an alarm that rings is the one that was set last; then it is over. */
    public boolean isDue(long moment) {
        boolean due = isSetFor(moment);
        isSet &= !due;
        return due;
    }
}
