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
 * @param unusedTicks after how many ticks in a row without a holder a value is closed; 0 closes it as soon as its last
 *     holder releases it
 */
public record CacheOptions(int maxEntries, Duration loadTimeout, int unusedTicks) {

    /** Each is a socket where the values are connections, and processes often may open 1024 files. */
    public static final int DEFAULT_MAX_ENTRIES = 1_000;

    /** The dial timeout that our pools have as well. */
    public static final Duration DEFAULT_LOAD_TIMEOUT = Duration.ofSeconds(5);

    /** One tick alone may come just after a release; two are a whole period. */
    public static final int DEFAULT_UNUSED_TICKS = 2;

    public CacheOptions {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("maxEntries: " + maxEntries + " (expected: >= 1)");
        }
        if (loadTimeout.isNegative() || loadTimeout.isZero()) {
            throw new IllegalArgumentException("loadTimeout: " + loadTimeout + " (expected: > 0)");
        }
        if (unusedTicks < 0) {
            throw new IllegalArgumentException("unusedTicks: " + unusedTicks + " (expected: >= 0)");
        }
    }

    public static CacheOptions defaults() {
        return new CacheOptions(DEFAULT_MAX_ENTRIES, DEFAULT_LOAD_TIMEOUT, DEFAULT_UNUSED_TICKS);
    }

    public CacheOptions withMaxEntries(int value) {
        return new CacheOptions(value, loadTimeout, unusedTicks);
    }

    public CacheOptions withLoadTimeout(Duration value) {
        return new CacheOptions(maxEntries, value, unusedTicks);
    }

    public CacheOptions withUnusedTicks(int value) {
        return new CacheOptions(maxEntries, loadTimeout, value);
    }
}
