// SPDX-License-Identifier: Apache-2.0
package dev.hawser.transport;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.view.Setting;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes, checks and closes connections of some kind; the pool does not care which.
 *
 * <h2>Rules for implementors</h2>
 * No method is called under a lock of Hawser's. {@link #connect} and {@link #probe} must return promptly and do their
 * waiting elsewhere ({@link BlockingTransport} does that for code that blocks); a stage may be completed by any thread,
 * also before the method returns. A method that throws is treated like a stage that fails. The pool enforces the
 * connect timeout: a connection that arrives after it is adopted if there is still room for it, else closed.
 *
 * @param <C> the connection
 */
public interface Transport<C> {

    /**
     * Opens a connection to the endpoint, ready for use: TLS and any greeting done.
     *
     * @return completes with the connection, or exceptionally with the reason, which is shown to callers that find
     *     the endpoint down: it must say what happened and hold no secret
     */
    CompletionStage<C> connect(Endpoint endpoint);

    /**
     * Asks whether an idle connection still works, before it is used again after a while and to keep it alive.
     *
     * @return completes normally if it does, exceptionally with the reason if not; by default it always does
     */
    default CompletionStage<Void> probe(C connection) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Ends a connection. Called exactly once for each connection that {@link #connect} made. What it throws is
     * reported, and the place the connection held is free either way.
     */
    void close(C connection) throws Exception;

    /**
     * The object that the holder of a lease works with: by default the connection itself.
     *
     * <p>A transport can return a view instead that refuses to work once {@code hold} is over, and reports an I/O error
     * by {@link Hold#invalidate}, so that a broken connection is not used again. Called when the holder
     * first asks for the connection; a view that was returned then is kept for the rest of the lease.
     */
    default C lend(C connection, Hold hold) {
        return connection;
    }

    /**
     * What the transport was made with, for those who look at a pool; under names of its own, and never a secret. By
     * default what it is called.
     */
    default Map<String, Setting> settings() {
        return Map.of("transport", Setting.of(getClass().getSimpleName()));
    }

    /** The pool is closed and its last connection with it: ends what the transport has of its own, such as threads. */
    default void shutdown() {}
}
