// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An answer that can't be understood, so that something may have been missed. */
public final class MalformedException extends IOException {
    private static final long serialVersionUID = 1;

    public MalformedException(String problem, String expected) {
        this(problem, expected, null);
    }

    public MalformedException(String problem, String expected, @Nullable Throwable cause) {
        super("malformed answer: " + problem + " (expected: " + expected + ")", cause);
    }
}
