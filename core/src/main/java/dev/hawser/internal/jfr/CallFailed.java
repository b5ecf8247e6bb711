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

/** A call failed for good. */
@Name("dev.hawser.CallFailed")
@Label("Call failed")
@Category("Hawser")
@Description("A call failed for good.")
@StackTrace(false)
final class CallFailed extends Event {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Call")
    @Nullable
    String call;

    @Label("Outcome")
    @Nullable
    String outcome;

    @Label("Attempts")
    int attempts;

    @Label("Message")
    @Nullable
    String message;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;
}
