// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.follow;

import dev.hawser.endpoint.Text;
import java.time.Duration;

/**
 * What is wrong with a discovery at the moment: its latest word was not used. What it had said before stays in use.
 *
 * @param message the latest problem in words
 * @param since how long ago the first of the failures in a row was
 */
public record DiscoveryProblem(String message, Duration since) {

    /** As pools and pages show it: {@code connection refused; 2 endpoints kept (for 5.2s)}. */
    @Override
    public String toString() {
        return message + " (for " + Text.of(since) + ")";
    }
}
