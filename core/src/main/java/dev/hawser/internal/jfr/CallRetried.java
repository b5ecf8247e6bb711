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

/** An attempt at a call failed, and another is made. */
@Name("dev.hawser.CallRetried")
@Label("Call retried")
@Category("Hawser")
@Description("An attempt at a call failed, and another is made.")
@StackTrace(false)
final class CallRetried extends Event {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Call")
    @Nullable
    String call;

    @Label("Endpoint")
    @Nullable
    String endpoint;

    @Label("Attempt")
    int attempt;

    @Label("Result")
    @Nullable
    String result;

    @Label("Delay")
    @Timespan(Timespan.NANOSECONDS)
    long delay;
}
