// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.io.IOException;

/** The peer sent bytes that are no frame, or a longer one than is allowed. The connection cannot be used any more. */
public final class FramingException extends IOException {
    private static final long serialVersionUID = 1L;

    public FramingException(String message) {
        super(message);
    }
}
