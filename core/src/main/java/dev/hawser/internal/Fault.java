// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.endpoint.Text;
import dev.hawser.view.EndpointView.LastError;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that was an endpoint's fault. Put into words only when somebody looks.
 *
 * @param cause of it
 * @param at when it was
 */
public record Fault(Throwable cause, long at) {

    /** In words, for views. */
    public static Optional<LastError> seen(@Nullable Fault latest, long now) {
        return latest == null
                ? Optional.empty()
                : Optional.of(new LastError(Text.of(latest.cause), Duration.ofNanos(Math.max(0, now - latest.at))));
    }
}
