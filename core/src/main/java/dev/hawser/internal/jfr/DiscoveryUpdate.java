// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Discovery changed the set of endpoints. */
@Name("dev.hawser.DiscoveryUpdate")
@Label("Discovery update")
@Category("Hawser")
@Description("Discovery changed the set of endpoints.")
@StackTrace(false)
final class DiscoveryUpdate extends Event {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Added")
    int added;

    @Label("Removed")
    int removed;

    @Label("Updated")
    int updated;

    @Label("Changes")
    @Nullable
    String changes;
}
