// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import java.util.concurrent.CompletionException;

/** What stages complete with. */
public final class Completions {

    private Completions() {}

    /** What went wrong, without the wrapping that a stage in between puts around it. */
    public static Throwable causeOf(Throwable problem) {
        Throwable cause = problem.getCause();
        return problem instanceof CompletionException && cause != null ? cause : problem;
    }
}
