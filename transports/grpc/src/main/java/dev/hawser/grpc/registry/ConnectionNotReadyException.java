// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.HawserException;
import io.grpc.ConnectivityState;

/** The name is registered, but there is no connection to its address now. */
public final class ConnectionNotReadyException extends HawserException {
    private static final long serialVersionUID = 1L;

    private final ConnectivityState state;

    ConnectionNotReadyException(String name, ConnectivityState state) {
        super("connection not ready: " + name + " (" + state + ")", null);
        this.state = state;
    }

    public ConnectivityState state() {
        return state;
    }
}
