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

/** A caller waited for a connection, or for a place on one; recorded by the thread that waited, or else ended the wait. */
@Name("dev.hawser.LeaseWait")
@Label("Wait for a lease")
@Category("Hawser")
@Description(
        "A caller waited for a connection, or for a place on one; with the stack of the thread that waited, or else ended it.")
@StackTrace(true)
@Threshold("20 ms") // as for the JDK's own events of reading and waiting; a recording may choose another
final class LeaseWait extends Event implements Flight {

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
        LeaseWait event = new LeaseWait();
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
