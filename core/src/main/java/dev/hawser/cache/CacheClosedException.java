// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import dev.hawser.HawserException;

/** The cache was closed before or while a value was asked for. Trying again is of no use. */
public final class CacheClosedException extends HawserException {
    private static final long serialVersionUID = 1L;

    CacheClosedException(String cache) {
        super(cache + " is closed", null);
    }
}
