// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.HawserException;
import dev.hawser.endpoint.Endpoint;

/**
 * A connection ended in some other way than by an orderly goodbye. The message names the address and what gRPC calls the
 * reason: {@code socket error}, {@code connection reset}, {@code connection timed out}, {@code GOAWAY} with an error code,
 * or {@code unknown} where the peer closed without a goodbye.
 */
public final class ConnectionLostException extends HawserException {
    private static final long serialVersionUID = 1L;

    ConnectionLostException(Endpoint endpoint, String reason) {
        super("connection to " + endpoint.address() + " lost: " + reason, null);
    }
}
