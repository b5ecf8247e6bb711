// SPDX-License-Identifier: Apache-2.0
/**
 * Hawser's discovery for plain gRPC channels: {@code ManagedChannelBuilder.forTarget("consul:///greeter")} works as soon as
 * hawser-grpc and the scheme's own module are on the class path. gRPC finds a {@link io.grpc.NameResolverProvider} for each
 * scheme, which makes a resolver that watches a {@link dev.hawser.discovery.Discovery} and never gives the channel less than
 * the last good set; and a load balancing policy that follows the weights which the discovery reports.
 *
 * <p>What a pool has beyond that, such as several connections to a server, retries elsewhere or ejection, a plain channel has
 * not: see {@link dev.hawser.grpc.PooledChannel}.
 */
@NullMarked
package dev.hawser.grpc.resolver;

import org.jspecify.annotations.NullMarked;
