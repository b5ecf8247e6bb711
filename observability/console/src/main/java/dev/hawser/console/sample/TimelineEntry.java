// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in a pool, in words; small, so that many can be kept.
 *
 * @param at when this console heard of it
 * @param pool in which
 * @param kind the event's name
 * @param severity how bad it is
 * @param endpoint whom it is about, if it is about one
 * @param from the state, or the leader, before
 * @param to the state, or the leader, after
 * @param text all in one line
 */
public record TimelineEntry(
        Instant at,
        String pool,
        String kind,
        Severity severity,
        Optional<String> endpoint,
        Optional<String> from,
        Optional<String> to,
        String text) {

    public TimelineEntry {
        text = Line.of(text);
    }

    /** How bad something is. */
    public enum Severity {
        /** It is as it should be. */
        INFO,
        /** Somebody may want to look. */
        WARNING
    }
}
