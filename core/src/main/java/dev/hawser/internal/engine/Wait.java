// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.engine;

import dev.hawser.internal.jfr.Flight;
import dev.hawser.internal.jfr.Flights;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One caller's wait for a connection: since when, why, and what the Flight Recorder is told of it. */
public final class Wait {

    final long since;

    /** Null if nothing is recorded. */
    private final @Nullable Flight flight = Flights.waits();

    /** Absent if the caller got an answer in the very decision that took it in. Written under the pool's lock. */
    @Nullable
    Reason reason;

    public Wait(long since) {
        this.since = since;
    }

    /** When it began, which is what waiters are judged by. */
    public long since() {
        return since;
    }

    public Duration until(long now) {
        return Duration.ofNanos(now - since);
    }

    /** The caller has to wait indeed. Under the pool's lock. */
    public void lasts(Reason why) {
        reason = why;
    }

    /** It is over. If a thread waited, this is for that one to say, so that it is its stack that is seen. */
    public void record(String pool, Object endpoint, String outcome) {
        if (flight != null) {
            flight.ended(pool, endpoint, outcome);
        }
    }

    /** Why a caller has to wait, as things stood when it began. */
    @FunctionalInterface
    public interface Reason {

        /** Asked for only if somebody is told. */
        String inWords();
    }
}
