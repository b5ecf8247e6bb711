// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.endpoint.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * What {@link ListWatch} wants to happen.
 *
 * @param news to tell the watcher first, in this order
 * @param next what to begin then
 */
record Step(List<News> news, Next next) {

    /** To begin, in place of what is under way. */
    sealed interface Next {

        /** How long to wait before. */
        long delayNanos();
    }

    /** Nothing: what is under way goes on. */
    record Stay() implements Next {
        @Override
        public long delayNanos() {
            return 0;
        }
    }

    record Open(long delayNanos) implements Next {}

    record ListPage(int limit, Optional<String> continueToken, long delayNanos) implements Next {}

    record Watch(String version, long seconds, long delayNanos) implements Next {}

    /** To tell the watcher. */
    sealed interface News {}

    record Known(List<Endpoint> endpoints) implements News {}

    /** Nobody is left, and each removal was seen. */
    record Gone() implements News {}

    record Failed(Throwable cause) implements News {}
}
