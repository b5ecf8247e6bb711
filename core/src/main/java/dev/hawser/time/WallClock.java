// SPDX-License-Identifier: Apache-2.0
package dev.hawser.time;

import java.time.InstantSource;

/**
 * The date and the time of day, which people and certificates go by. Nothing is ever measured with it, because it may
 * jump: that is what {@link Time} is for.
 */
public final class WallClock {

    private WallClock() {}

    /** What this machine takes the time to be. */
    public static InstantSource system() {
        return InstantSource.system();
    }
}
