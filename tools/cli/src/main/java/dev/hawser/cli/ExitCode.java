// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

/** What the command tells the shell. */
public final class ExitCode {

    /** It did what it should. */
    public static final int OK = 0;

    /** It ran, and what it was for did not happen: a scenario failed, nothing answered. */
    public static final int FAILED = 1;

    /** The arguments were wrong, and nothing was done. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
