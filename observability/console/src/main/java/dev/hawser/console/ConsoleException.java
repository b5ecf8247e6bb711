// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.HawserException;

/** A console could not be started, most often because its port is taken. The message says which, and what to do. */
public final class ConsoleException extends HawserException {
    private static final long serialVersionUID = 1L;

    ConsoleException(String message, Throwable cause) {
        super(message, cause);
    }
}
