// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection being opened.
 *
 * @param <C> the connection
 */
final class Attempt<C> {

    final Member<C> member;
    final long since;

    /** It is over: connected, failed, out of time, or of no use any more. Written under the pool's lock. */
    volatile boolean done;

    /** What the transport promised; for those who cancel. */
    volatile @Nullable CompletableFuture<C> promise;

    // Under the pool's lock.

    @Nullable
    Link<C> link;

    /** Lost before it was ours: the transport may be quicker than we are. */
    @Nullable
    Lost lost;

    Attempt(Member<C> member, long now) {
        this.member = member;
        this.since = now;
    }

    Duration took(long now) {
        return Duration.ofNanos(now - since);
    }

    /** A connection takes no calls any more; without a cause if the peer closed it in an orderly way. */
    record Lost(@Nullable Throwable cause) {}
}
