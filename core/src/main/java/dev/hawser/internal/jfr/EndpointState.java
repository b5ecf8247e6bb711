// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An endpoint went from one state to another. */
@Name("dev.hawser.EndpointState")
@Label("Endpoint state")
@Category("Hawser")
@Description("An endpoint went from one state to another.")
@StackTrace(false)
final class EndpointState extends Event {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Endpoint")
    @Nullable
    String endpoint;

    @Label("From")
    @Nullable
    String from;

    @Label("To")
    @Nullable
    String to;

    @Label("Why")
    @Nullable
    String why;
}
