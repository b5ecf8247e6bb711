// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

/** What {@code --watch} tells, one after the other. */
sealed interface Event {

    /** An endpoint came, went or changed; of the first set all of them came. */
    record Moved(Change change) implements Event {}

    /** The source is in trouble; said once, and again only if the trouble is another. */
    record Troubled(String message) implements Event {}

    /** The trouble is over. */
    record Recovered() implements Event {}
}
