// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

/** A console could not be asked, or did not answer as one; says why, and what to do about it. Holds no token. */
public final class AdminException extends Exception {

    private static final long serialVersionUID = 1;

    private final String hint;

    /** @param hint what to do; empty if there is nothing to say */
    public AdminException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What went wrong, in a line. */
    public String problem() {
        return String.valueOf(getMessage());
    }

    public String hint() {
        return hint;
    }
}
