// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

import dev.hawser.event.PoolListener;
import org.jspecify.annotations.Nullable;

/** The door to the Flight Recorder. Null, here, means that nothing is recorded: it is asked on the way of each lease. */
public final class Flights {

    private static final boolean PRESENT = isPresent();

    private Flights() {}

    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.Event");
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** A caller begins to wait. */
    public static @Nullable Flight waits() {
        return PRESENT ? LeaseWait.begun() : null;
    }

    /** A lease begins. */
    public static @Nullable Flight holds() {
        return PRESENT ? LeaseHeld.begun() : null;
    }

    /** Records what listeners hear. */
    public static PoolListener listener() {
        return PRESENT ? new FlightListener() : PoolListener.NONE;
    }
}
