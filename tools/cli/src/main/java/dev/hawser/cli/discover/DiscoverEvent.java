// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.cli.source.EndpointJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A line that {@code hawser discover --watch --output json} prints. Documented in docs/cli.md, with the same promise as
 * {@link DiscoverReport}.
 *
 * @param at the time of day, in UTC and ISO 8601
 * @param event {@code added}, {@code removed}, {@code changed}, {@code problem} or {@code recovered}
 * @param endpoint which one, as it is now, or as it was when it went; absent if the event is not about one
 * @param before what it was before it changed; absent otherwise
 * @param message of a problem; absent otherwise
 * @param count endpoints after this and what happened with it
 */
record DiscoverEvent(
        String schema,
        String at,
        String event,
        @Nullable EndpointJson endpoint,
        @Nullable EndpointJson before,
        @Nullable String message,
        int count) {

    static final String SCHEMA = "hawser.discover-event/1";

    static DiscoverEvent of(Event event, Instant at, int count) {
        String time = at.truncatedTo(ChronoUnit.MILLIS).toString();
        if (event instanceof Event.Moved moved) {
            Change change = moved.change();
            EndpointJson before = change instanceof Change.Changed changed ? EndpointJson.of(changed.before()) : null;
            String name = change instanceof Change.Added ? "added" : before == null ? "removed" : "changed";
            return new DiscoverEvent(SCHEMA, time, name, EndpointJson.of(change.endpoint()), before, null, count);
        }
        return event instanceof Event.Troubled troubled
                ? new DiscoverEvent(SCHEMA, time, "problem", null, null, troubled.message(), count)
                : new DiscoverEvent(SCHEMA, time, "recovered", null, null, null, count);
    }
}
