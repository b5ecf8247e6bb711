// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import java.time.Duration;

/**
 * The bounds of a {@link SharedCache}. Make one from {@link #defaults()} and the {@code with…} methods; the canonical
 * constructor may gain components.
 *
 * @param maxEntries how many keys it holds, those being loaded included. To make room, the unused value that was released
 *     longest ago is closed; if none is unused, the newcomer is refused. Values that were taken out of the cache and are
 *     still held don't count
 * @param loadTimeout how long a load may take, whoever waits for it and for how long
 */
public record CacheOptions(int maxEntries, Duration loadTimeout) {

    /** Each is a socket where the values are connections, and processes often may open 1024 files. */
    public static final int DEFAULT_MAX_ENTRIES = 1_000;

    /** The dial timeout that our pools have as well. */
    public static final Duration DEFAULT_LOAD_TIMEOUT = Duration.ofSeconds(5);

    public CacheOptions {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("maxEntries: " + maxEntries + " (expected: >= 1)");
        }
        if (loadTimeout.isNegative() || loadTimeout.isZero()) {
            throw new IllegalArgumentException("loadTimeout: " + loadTimeout + " (expected: > 0)");
        }
    }

    public static CacheOptions defaults() {
        return new CacheOptions(DEFAULT_MAX_ENTRIES, DEFAULT_LOAD_TIMEOUT);
    }

    public CacheOptions withMaxEntries(int value) {
        return new CacheOptions(value, loadTimeout);
    }

    public CacheOptions withLoadTimeout(Duration value) {
        return new CacheOptions(maxEntries, value);
    }
}
