// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import dev.hawser.HawserException;

/** The value could not be made; the cause says why, and is the same for all who waited for it. */
public final class LoadFailedException extends HawserException {
    private static final long serialVersionUID = 1L;

    LoadFailedException(String cache, Object key, Throwable cause) {
        super(cache + ": " + key + " failed: " + text(cause), cause);
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
