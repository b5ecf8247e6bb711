// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

/** Where a call stands that may take several attempts. */
enum Stage {
    NEW,
    /** An attempt is under way, or was the last. */
    TRYING,
    /** For a connection. */
    WAITING,
    /** For the end of a backoff. */
    PAUSED,
    ENDED
}
