// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.io.IOException;
import java.time.Duration;

/** An agent refused, or answered what can't be used; the message names it and never the token. */
final class AgentException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean busy;
    private final Duration retryAfter;

    AgentException(String message, Throwable cause) {
        super(message, cause);
        this.busy = false;
        this.retryAfter = Duration.ZERO;
    }

    /** @param busy it wants to be asked less often, and is well otherwise */
    AgentException(String message, boolean busy, Duration retryAfter) {
        super(message);
        this.busy = busy;
        this.retryAfter = retryAfter;
    }

    /** The same without what must not be told, which the other side may have repeated. */
    AgentException without(Secret secret) {
        boolean told = false;
        for (Throwable each = this; each != null && !told; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            told = !secret.notIn(message).equals(message);
        }
        return told ? new AgentException(secret.notIn(String.valueOf(getMessage())), busy, retryAfter) : this;
    }

    boolean busy() {
        return busy;
    }

    /** Zero if it didn't say. */
    Duration retryAfter() {
        return retryAfter;
    }
}
