// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

/**
 * Something that happened in a {@link SharedCache}.
 *
 * @param <K> the key
 */
public sealed interface CacheEvent<K> {

    /** Somebody asked for a value, whether or not there was one. */
    record Requested<K>(K key) implements CacheEvent<K> {}

    /** There was none, and none was being loaded: a load begins. */
    record Missed<K>(K key) implements CacheEvent<K> {}

    /** A load failed; all who waited for it were told so, and who asks next begins a new one. */
    record LoadFailed<K>(K key, Throwable cause) implements CacheEvent<K> {}

    /** The number of open values changed: up by one when a load has ended, down by one when a close has. */
    record OpenChanged<K>(int open) implements CacheEvent<K> {}

    /** A value was taken out of the cache. It is closed at once or, if it is held, when the last holder releases it. */
    record Retired<K>(K key, Reason reason) implements CacheEvent<K> {}

    /** A mistake of a holder's, which harmed nobody: the handle had been released before. */
    record ReleasedTwice<K>(K key) implements CacheEvent<K> {}

    /** Closing a value failed; it counts as closed all the same. */
    record CloseFailed<K>(K key, Throwable cause) implements CacheEvent<K> {}

    /** Why a value was taken out of the cache. */
    enum Reason {
        /** Nobody held it for as many ticks as the options say. */
        EXPIRED,
        /** By {@link SharedCache#closeOnRelease}. */
        ON_REQUEST,
        /** {@link Loader#isAlive} said no, or {@link SharedCache#retire} was called. */
        DEAD,
        /** Nobody held it, and another key needed the room. */
        MADE_ROOM,
        /** The whole cache was closed. */
        CACHE_CLOSED
    }
}
