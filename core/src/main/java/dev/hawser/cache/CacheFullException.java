// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import dev.hawser.HawserException;

/** There is no room for another key, because every value is held or still being loaded. */
public final class CacheFullException extends HawserException {
    private static final long serialVersionUID = 1L;

    CacheFullException(String cache, Object key, int maxEntries) {
        super(cache + " is full: " + maxEntries + "/" + maxEntries + " in use, no room for " + key, null);
    }
}
