// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Where endpoints come from: something that can be watched for the current set.
 *
 * <h2>Contract</h2>
 * {@link #watch} starts the watching and returns without waiting for an answer. The watcher then hears the whole set,
 * every time it may have changed, or that looking it up failed. Calls to one watcher come one at a time. They may
 * come from any thread, also before {@link #watch} returns, and never under a lock of the discovery's. After
 * {@link Subscription#close()} has returned, no new call begins; one that another thread had begun may just be on its
 * way, for close doesn't wait. What a watcher throws is logged and ends neither this watch nor another.
 *
 * <p>A discovery reports what it sees and judges nothing: that an empty or failed answer does not empty a pool is the
 * watcher's business ("keep the last good set"). One discovery can be watched any number of times; each watch is
 * independent.
 */
public interface Discovery {

    /**
     * Starts to watch.
     *
     * @param watcher hears each answer and each failure
     * @param context what the discovery may use for its own timers and blocking work
     */
    Subscription watch(Watcher watcher, Context context);

    /** In words, for logs and pages: {@code static:10.0.0.1:7001,10.0.0.2:7001}, {@code dns:///kv.test:7000}. Holds no secret. */
    String describe();

    /** Hears what a discovery finds. Must not block. */
    interface Watcher {

        /**
         * The whole current set, changed or not: an unchanged one confirms it. The same address twice is a mistake of
         * the source and counts once, the first.
         */
        void onEndpoints(List<Endpoint> endpoints);

        /**
         * There is no endpoint any more, and the source is certain: it was told of the end of each one, as by a deletion
         * that it watched. That is more than an empty answer, which may come from a filter, a missing right or a restart,
         * and a pool believes it also where it ignores empty answers. A source that was merely told of none says
         * {@link #onEndpoints} with an empty list.
         *
         * <p>A watcher that passes on what it hears passes this on as it is: by default it becomes an empty answer, which
         * is safe, and often not believed.
         */
        default void onGone() {
            onEndpoints(List.of());
        }

        /** Looking it up failed; the discovery goes on trying by itself. */
        void onFailure(Throwable cause);
    }

    /**
     * What a discovery works with; the owner of the watch supplies it and ends it.
     *
     * @param time for refresh periods and backoff
     * @param executor for look-ups that block
     */
    record Context(Time time, Executor executor) {}

    /** A watch that can be ended. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {

        /** Stops the watch and frees what it held. Idempotent; never blocks for long. */
        @Override
        void close();
    }
}
