// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Another member leads now, as far as is known. */
@Name("dev.hawser.LeaderChanged")
@Label("Leader changed")
@Category("Hawser")
@Description("Another member leads now, as far as is known.")
@StackTrace(false)
final class LeaderChanged extends Event {

    @Label("Pool")
    @Nullable
    String pool;

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
