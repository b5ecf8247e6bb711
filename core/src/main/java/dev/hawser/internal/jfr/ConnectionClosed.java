// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A connection was closed by the pool. */
@Name("dev.hawser.ConnectionClosed")
@Label("Connection closed")
@Category("Hawser")
@Description("A connection was closed by the pool.")
@StackTrace(false)
final class ConnectionClosed extends Event {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Endpoint")
    @Nullable
    String endpoint;

    @Label("Reason")
    @Nullable
    String reason;

    @Label("Cause")
    @Nullable
    String cause;
}
