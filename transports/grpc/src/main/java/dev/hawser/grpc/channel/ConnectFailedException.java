// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.HawserException;
import dev.hawser.endpoint.Endpoint;
import io.grpc.Status;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * There is no connection to an endpoint: nothing has been sent that a server could have acted upon.
 *
 * <p>The message names the address and what went wrong, as in {@code connect to db:7001: TLS handshake: No subject
 * alternative DNS name matching db found}; the cause is what gRPC or the credentials threw. Neither shows anything of a
 * key.
 */
public final class ConnectFailedException extends HawserException {
    private static final long serialVersionUID = 1L;

    private ConnectFailedException(Endpoint endpoint, String reason, @Nullable Throwable cause) {
        super("connect to " + endpoint.address() + ": " + reason, cause);
    }

    /** gRPC has tried and failed. */
    static ConnectFailedException because(Endpoint endpoint, Status status) {
        return new ConnectFailedException(endpoint, FailureWords.of(status), status.getCause());
    }

    /** It has not come to a try: credentials or options are at fault. */
    static ConnectFailedException before(Endpoint endpoint, Exception cause) {
        return new ConnectFailedException(endpoint, "no channel can be made: " + cause, cause);
    }

    /** There is a connection, on which its priming failed. */
    static ConnectFailedException unprimed(Endpoint endpoint, Throwable cause) {
        Throwable reason = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        return new ConnectFailedException(endpoint, "not primed: " + reason.getMessage(), reason);
    }

    /** How a call fails that would have needed the connection. */
    public Status status() {
        return Status.UNAVAILABLE.withDescription(getMessage()).withCause(getCause());
    }
}
