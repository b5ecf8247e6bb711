// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench.grpc;

import dev.hawser.HawserException;

/** The server answers, and offers nothing that a bench could call without being told more. The message is for users. */
public final class NothingToCallException extends HawserException {
    private static final long serialVersionUID = 1L;

    NothingToCallException(String message) {
        super(message, null);
    }
}
