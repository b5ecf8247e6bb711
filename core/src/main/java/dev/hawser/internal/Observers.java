// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.event.PoolListener;
import dev.hawser.internal.jfr.Flights;
import dev.hawser.time.Time;
import java.util.ArrayList;
import java.util.List;

/** Who hears what happens in a pool. */
public final class Observers {

    private Observers() {}

    /** The log and the Flight Recorder, which are prompt enough to share a queue, and those whom the user has named. */
    public static List<PoolListener> of(Time time, List<PoolListener> users) {
        List<PoolListener> all = new ArrayList<>();
        all.add(Flights.listener().and(new EventLog(time)));
        all.addAll(users);
        return List.copyOf(all);
    }
}
