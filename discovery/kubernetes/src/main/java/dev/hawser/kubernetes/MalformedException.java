// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An answer that can't be understood, so that something may have been missed. */
final class MalformedException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedException(String problem, String expected) {
        this(problem, expected, null);
    }

    MalformedException(String problem, String expected, @Nullable Throwable cause) {
        super("malformed answer: " + problem + " (expected: " + expected + ")", cause);
    }
}
