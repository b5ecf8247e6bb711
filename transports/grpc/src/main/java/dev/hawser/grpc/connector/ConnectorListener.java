// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import dev.hawser.endpoint.Address;

/**
 * Hears what happens in a {@link CachingConnector}, in the order in which it happened, one call at a time and without any
 * lock held. Must not block; may call back into the connector. What it throws is logged and harms nothing.
 */
public interface ConnectorListener {

    /** Hears nothing. */
    ConnectorListener NONE = new ConnectorListener() {};

    /** Somebody asked for a channel, whether there was one or not. */
    default void onConnect(Address address) {}

    /** There was none, and none on its way: a dial begins. */
    default void onMiss(Address address) {}

    /** A dial failed. */
    default void onDialFailed(Address address, Throwable cause) {}

    /** The number of open channels changed, up or down by one. */
    default void onOpenConnections(int open) {}

    /** A handle was released that had been released before; it changed nothing. */
    default void onReleasedTwice(Address address) {}
}
