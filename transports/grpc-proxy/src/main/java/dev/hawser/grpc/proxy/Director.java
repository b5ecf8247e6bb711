// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import io.grpc.Metadata;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Picks the backend of each call.
 *
 * <p>Called when a call begins, before any of its messages is read, with the call's own context values but without its
 * cancellation: what is dialled here may serve others too. Must not block.
 */
@FunctionalInterface
public interface Director {

    /**
     * @return completes with the route, or exceptionally: a {@code StatusException} or {@code StatusRuntimeException} is
     *     passed to the caller, anything else as UNAVAILABLE. A route that comes when the caller has left is released
     */
    CompletionStage<Route> route(Request request);

    /**
     * What a call says about itself.
     *
     * @param method such as {@code kv.KV/Get}
     * @param headers the caller's; must not be changed
     * @param authority whom the caller thinks he talks to
     */
    record Request(String method, Metadata headers, Optional<String> authority) {}
}
