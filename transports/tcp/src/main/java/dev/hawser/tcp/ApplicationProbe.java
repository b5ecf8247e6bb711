// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A question in the peer's own protocol that shows whether an idle connection still works: a PING, say.
 *
 * <p>Asked after the socket itself has been found alive, on a thread that may block. When the time-out passes the
 * connection is closed, whatever the check is doing at that moment. The check must read the whole of the answer.
 *
 * @param check uses the connection, and throws if the answer is not the right one
 * @param timeout for the whole check
 */
public record ApplicationProbe(Check check, Duration timeout) {

    public ApplicationProbe {
        requireNonNull(check, "check");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
    }

    /** Asks, and throws if the peer does not answer as it should. */
    @FunctionalInterface
    public interface Check {
        void ask(TcpConnection connection) throws Exception;
    }
}
