// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import java.io.IOException;

/** An answer of more bytes than anybody means. */
public final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    public TooLargeException(int limit) {
        super("answer of more than " + limit / 1024 + " KiB (expected: less)");
    }
}
