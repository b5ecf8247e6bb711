// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.io.IOException;
import java.time.Duration;

/** An agent refused, or answered what can't be used; the message names it and never the token. */
final class AgentException extends IOException {
    private static final long serialVersionUID = 1;

    private static final String HIDDEN = "***";

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

    /**
     * The same without a word that must not be told, which the other side may have repeated; also where only its beginning
     * is left, because the text was cut there.
     */
    AgentException without(String secret) {
        boolean told = false;
        for (Throwable each = this; each != null && !told; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            told = !redacted(message, secret).equals(message);
        }
        return told ? new AgentException(redacted(String.valueOf(getMessage()), secret), busy, retryAfter) : this;
    }

    private static String redacted(String text, String secret) {
        String redacted = text.replace(secret, HIDDEN);
        for (int length = secret.length() - 1; length > 0 && redacted.indexOf(Oddity.CUT) >= 0; length--) {
            String beginning = secret.substring(0, length) + Oddity.CUT;
            redacted = redacted.replace(beginning, HIDDEN + Oddity.CUT);
        }
        return redacted;
    }

    boolean busy() {
        return busy;
    }

    /** Zero if it didn't say. */
    Duration retryAfter() {
        return retryAfter;
    }
}
