// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Notices watches that have gone without a word, by the bookmarks that come no longer: neither a connection nor its client
 * tells that the other side is gone while nothing is sent. A server need not send bookmarks, so silence means something only
 * once there has been one. Asking anew costs little where it was a mistake.
 *
 * <p>Only decides. Not safe for use by several threads.
 */
final class Silence {
    /**
     * Twice what an API server lets pass between two bookmarks, which is a minute and up to a quarter of it more (its {@code
     * bookmarkFrequency} with jitter).
     */
    private static final long LONGEST_NANOS = Duration.ofSeconds(150).toNanos();

    private boolean bookmarksCome;
    private long heardAt;

    /** Something has come: the beginning of a watch, or anything in it. */
    void end(long now) {
        heardAt = now;
    }

    void onBookmark() {
        bookmarksCome = true;
    }

    /** Until it has lasted too long; absent if that would mean nothing. */
    OptionalLong untilTooLong(long now) {
        return bookmarksCome ? OptionalLong.of(Math.max(0, LONGEST_NANOS - (now - heardAt))) : OptionalLong.empty();
    }
}
