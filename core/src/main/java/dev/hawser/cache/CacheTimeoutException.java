// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import dev.hawser.HawserException;
import java.time.Duration;

/** The caller's own time was over before the value was there. The load goes on; who asks again may find its result. */
public final class CacheTimeoutException extends HawserException {
    private static final long serialVersionUID = 1L;

    CacheTimeoutException(String cache, Object key, Duration waited) {
        super(cache + ": nothing for " + key + " within " + waited.toMillis() + "ms", null);
    }
}
