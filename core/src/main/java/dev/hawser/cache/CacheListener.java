// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

/**
 * Hears what happens in a {@link SharedCache}: everything, in the order in which it happened, one call at a time.
 *
 * <p>Called without any lock held, by a thread that happened to use the cache, so it must not block; a slow one delays
 * that thread and the news, but no other caller. It may call back into the cache; what happens then is told when it has
 * returned. What it throws is logged and harms nothing.
 *
 * @param <K> the key
 */
@FunctionalInterface
public interface CacheListener<K> {

    void onEvent(CacheEvent<K> event);
}
