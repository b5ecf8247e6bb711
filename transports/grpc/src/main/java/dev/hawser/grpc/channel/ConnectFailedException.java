// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.HawserException;
import dev.hawser.endpoint.Endpoint;
import io.grpc.Status;

/**
 * There is no connection to an endpoint: nothing has been sent that a server could have acted upon.
 *
 * <p>The message names the address and what went wrong; the cause is what gRPC or the credentials threw. Neither shows
 * anything of a key.
 */
public final class ConnectFailedException extends HawserException {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    private ConnectFailedException(String message, Status status) {
        super(message, status.getCause());
        this.status = status;
    }

    /** gRPC has tried and failed. */
    static ConnectFailedException because(Endpoint endpoint, Status status) {
        return new ConnectFailedException(endpoint.address() + ": " + words(status), status);
    }

    /** It has not come to a try. */
    static ConnectFailedException before(Endpoint endpoint, Exception cause) {
        return because(
                endpoint, Status.UNAVAILABLE.withDescription("no channel").withCause(cause));
    }

    private static String words(Status status) {
        Throwable root = status.getCause();
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null ? String.valueOf(status.getDescription()) : status.getDescription() + ": " + root;
    }

    /** What gRPC says; a call that needs the connection may be failed with it. */
    public Status status() {
        return status;
    }
}
