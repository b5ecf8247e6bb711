// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import io.grpc.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What happens on a fresh connection before a pool uses it: a first call, say, that makes the server log in, load or
 * compile what later calls would otherwise wait for.
 *
 * <h2>Rules for implementors</h2>
 * Must return promptly and do its waiting elsewhere: begin calls and return what tells of their end. It runs within the
 * pool's connect timeout, after which the channel is shut down, which ends the calls too. Runs in
 * {@link io.grpc.Context#ROOT}, on a thread of the channel's executor.
 */
@FunctionalInterface
public interface Priming {

    /**
     * Prepares the connection.
     *
     * @param fresh the connection alone, past balancing, retries and counting
     * @return when it completes the connection is used; when it fails, or if this method throws, the attempt to connect
     *     has failed
     */
    CompletionStage<?> prime(Channel fresh);

    /** Nothing to prepare. */
    static Priming none() {
        return fresh -> CompletableFuture.completedFuture(null);
    }

    /** A server that is not healthy gets no connection: one check, of the service or, if empty, the server. */
    static Priming healthCheck(String service) {
        return fresh -> HealthCheck.ask(fresh, service);
    }
}
