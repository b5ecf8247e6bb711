// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.HawserException;

/** The pool was closed before or while a lease was asked for. Trying again is of no use. */
public final class PoolClosedException extends HawserException {
    private static final long serialVersionUID = 1L;

    /** For pools. */
    public PoolClosedException(String pool) {
        super("pool '" + pool + "' is closed", null);
    }
}
