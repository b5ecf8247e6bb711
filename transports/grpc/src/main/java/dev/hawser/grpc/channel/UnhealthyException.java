// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.HawserException;
import org.jspecify.annotations.Nullable;

/** A server did not pass its health check: it said so, or it could not be asked. The message says which. */
public final class UnhealthyException extends HawserException {
    private static final long serialVersionUID = 1L;

    UnhealthyException(String service, String reason, @Nullable Throwable cause) {
        super("health check" + (service.isEmpty() ? "" : " of '" + service + "'") + ": " + reason, cause);
    }
}
