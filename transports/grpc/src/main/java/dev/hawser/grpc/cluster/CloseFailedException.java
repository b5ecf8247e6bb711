// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.HawserException;
import java.util.List;

/**
 * A pool was closed, and some of what it held threw at that. Everything was closed all the same: nothing is left to do but
 * to learn of it. What was thrown first is the cause, the rest is suppressed.
 */
public final class CloseFailedException extends HawserException {
    private static final long serialVersionUID = 1L;

    CloseFailedException(String pool, List<Exception> failures) {
        super("pool '" + pool + "' is closed; " + failures.size() + " of its parts failed to close", failures.get(0));
        failures.stream().skip(1).forEach(this::addSuppressed);
    }
}
