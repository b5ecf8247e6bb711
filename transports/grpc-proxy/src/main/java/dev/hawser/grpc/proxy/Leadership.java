// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import dev.hawser.endpoint.Address;

/** Who leads, as this node knows at this moment. */
public sealed interface Leadership {

    /** This node. */
    record Ours() implements Leadership {}

    /**
     * Another node.
     *
     * @param address where its server listens
     */
    record Elsewhere(Address address) implements Leadership {}

    /** Nobody, or nobody known. */
    record Nobody() implements Leadership {}
}
