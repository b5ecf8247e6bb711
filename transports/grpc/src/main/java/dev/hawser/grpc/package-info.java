// SPDX-License-Identifier: Apache-2.0
/**
 * gRPC on Hawser's engine.
 *
 * <p>A {@code PooledChannel} is a {@code ManagedChannel} over a whole fleet; a
 * {@code GrpcPool} gives typed clients by address, a {@code ClusterPool} runs operations
 * on whichever node can; a {@code CachingConnector} shares channels by address, a
 * {@code ChannelRegistry} by name.
 */
@NullMarked
package dev.hawser.grpc;

import org.jspecify.annotations.NullMarked;
