// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import java.util.List;

/**
 * How a {@link SharedCache} stood at one moment.
 *
 * @param open values that are open, also those that have been taken out and are still held or being closed
 * @param entries what is in the cache, in order of arrival
 * @param <K> the key
 */
public record CacheSnapshot<K>(int open, List<EntrySnapshot<K>> entries) {

    public CacheSnapshot {
        entries = List.copyOf(entries);
    }

    /**
     * One key.
     *
     * @param waiting callers that wait for the load; 0 when it has ended
     * @param holders handles that haven't been released
     * @param unusedTicks ticks since the last release, while nobody holds it
     */
    public record EntrySnapshot<K>(K key, int waiting, int holders, int unusedTicks) {}
}
