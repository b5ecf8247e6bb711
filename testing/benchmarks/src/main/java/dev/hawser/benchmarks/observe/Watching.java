// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.observe;

import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.view.Timing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How closely a pool is watched.
 *
 * @param name as reports know it
 * @param timing whether leases or calls are timed
 * @param listener hears events
 * @param viewed whether somebody looks at the pool ten times a second
 * @param recorded whether a recording of JDK Flight Recorder runs
 */
public record Watching(String name, Timing timing, PoolListener listener, boolean viewed, boolean recorded) {

    static final String OFF = "off";
    static final String ALL = "all";

    /** Nothing, then one more at a time. */
    static List<Watching> each() {
        PoolListener counting = new Counting();
        return List.of(
                new Watching(OFF, Timing.OFF, PoolListener.NONE, false, false),
                new Watching("timed", Timing.SAMPLED, PoolListener.NONE, false, false),
                new Watching("listened to", Timing.SAMPLED, counting, false, false),
                new Watching("looked at", Timing.SAMPLED, counting, true, false),
                new Watching(ALL, Timing.SAMPLED, counting, true, true));
    }

    /** Counts events by kind, as meters do. */
    private static final class Counting implements PoolListener {
        private final Map<Class<?>, LongAdder> counts = new ConcurrentHashMap<>();

        @Override
        public void onEvent(PoolEvent event) {
            counts.computeIfAbsent(event.getClass(), kind -> new LongAdder()).increment();
        }
    }
}
