// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A connection was in the hands of one holder; with the stack that gave it back. */
@Name("dev.hawser.LeaseHeld")
@Label("Lease held")
@Category("Hawser")
@Description(
        "A connection was in the hands of one holder; with the stack that gave it back. A sample where there are many.")
@StackTrace(true)
@Threshold("20 ms") // as for the JDK's own events of reading and waiting; a recording may choose another
final class LeaseHeld extends Event implements Flight {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Endpoint")
    @Nullable
    String endpoint;

    @Label("Outcome")
    @Nullable
    String outcome;

    static @Nullable Flight begun() {
        LeaseHeld event = new LeaseHeld();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    @Override
    public void ended(String ofPool, Object ofEndpoint, String as) {
        end();
        if (shouldCommit()) {
            pool = ofPool;
            endpoint = ofEndpoint.toString();
            outcome = as;
            commit();
        }
    }
}
