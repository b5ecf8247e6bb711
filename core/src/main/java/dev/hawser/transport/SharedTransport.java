// SPDX-License-Identifier: Apache-2.0
package dev.hawser.transport;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.view.Setting;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes, checks and closes connections that many calls use at once.
 *
 * <h2>Rules for implementors</h2>
 * No method is called under a lock of Hawser's. All must return promptly and do their waiting elsewhere. A method that
 * throws is treated like a stage that fails.
 *
 * @param <C> the connection
 */
public interface SharedTransport<C> {

    /**
     * Opens a connection to the endpoint, ready for calls: TLS and any greeting done, primed if that is wanted.
     *
     * @param loss to be told, at most once and only after the stage has completed with a connection, that it takes no
     *     new calls any more, because it broke or the peer said goodbye. Calls in flight on it may still end well
     * @return completes with the connection, or exceptionally with the reason. The pool cancels it when the attempt has
     *     taken too long or is of no use any more; a cancelled attempt leaves nothing behind
     */
    CompletableFuture<C> connect(Endpoint endpoint, Loss loss);

    /**
     * Asks the peer whether it is fit for calls: a health check of the application, not of the connection.
     *
     * @return completes normally if it is, exceptionally with the reason if not; by default it always is. The pool
     *     cancels its {@link CompletionStage#toCompletableFuture() future} when the check has taken too long
     */
    default CompletionStage<Void> check(C connection) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Ends a connection on which no call is in flight, or which has had its time to drain. Called exactly once for each
     * connection that {@link #connect} made; whatever is still in flight fails.
     */
    void close(C connection) throws Exception;

    /**
     * What the transport was made with, for those who look at a pool; under names of its own, and never a secret. By
     * default what it is called.
     */
    default Map<String, Setting> settings() {
        return Map.of("transport", Setting.of(getClass().getSimpleName()));
    }

    /** The pool is closed and its last connection with it: ends what the transport has of its own, such as threads. */
    default void shutdown() {}

    /** Hears that a connection takes no new calls any more. Never blocks; safe for use by any thread. */
    @FunctionalInterface
    interface Loss {

        /** @param cause what happened; {@code null} if the peer closed in an orderly way, which counts against nobody */
        void lost(@Nullable Throwable cause);
    }
}
