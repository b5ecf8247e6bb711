// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.io.IOException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * No connection could be made: nothing has been sent that a peer could have acted upon.
 *
 * <p>The message names the endpoint and, for each address tried, what went wrong:
 * {@code connect to db:7001: 10.0.0.1: Connection refused; 10.0.0.2: no answer within 2.5s}.
 */
public final class ConnectFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What a failure of connecting is called; the JDK's messages differ in how much they say. */
    static String reason(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof UnknownHostException) {
            return "unknown host";
        }
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
