// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.endpoint.Endpoint;
import io.grpc.ManagedChannelBuilder;

/**
 * Begins a channel to an endpoint: the hook for the in-process transport in tests, and for transports of one's own.
 * Everything else in {@link ChannelOptions} but the credentials is applied to what it returns.
 */
@FunctionalInterface
public interface ChannelFactory {

    ManagedChannelBuilder<?> builder(Endpoint endpoint);
}
