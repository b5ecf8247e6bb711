// SPDX-License-Identifier: Apache-2.0
package dev.hawser;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything Hawser throws on its own account.
 *
 * <p>Unchecked, because a caller that cannot get a connection can seldom mend that at the call site. Each
 * subclass says in its message what was tried, what the limit is and how things stand, and carries the same
 * facts as accessors. Never thrown as itself by the library.
 */
public class HawserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HawserException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
