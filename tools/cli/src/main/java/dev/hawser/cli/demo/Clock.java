// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.time.Time;

/** Seconds since the demo began, the only time its parts know. */
@FunctionalInterface
interface Clock {

    double NANOS_PER_SECOND = 1e9;

    double now();

    /** Starts at zero now. */
    static Clock startedNow(Time time) {
        long start = time.nanoTime();
        return () -> (time.nanoTime() - start) / NANOS_PER_SECOND;
    }
}
