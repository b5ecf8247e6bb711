// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A connection was opened. */
@Name("dev.hawser.ConnectionOpened")
@Label("Connection opened")
@Category("Hawser")
@Description("A connection was opened.")
@StackTrace(false)
final class ConnectionOpened extends Event {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Endpoint")
    @Nullable
    String endpoint;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;
}
