// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.endpoint.Address;

/**
 * A client, and the node that it talks to.
 *
 * @param address of the node
 * @param client made by the pool's factory; the same object for the same node each time
 */
public record ClusterNode<T>(Address address, T client) {}
