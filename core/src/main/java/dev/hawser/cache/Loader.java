// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import java.util.concurrent.CompletableFuture;

/**
 * Makes, judges and closes the values of a {@link SharedCache}.
 *
 * <h2>Rules for implementors</h2>
 * No method is called under a lock of Hawser's. All must return promptly and do their waiting elsewhere. Different keys
 * are loaded at the same time, by whatever thread asked first; one key never is loaded twice at the same time. A method
 * that throws is treated like a load that fails, a value that is dead, or a close that failed and is over.
 *
 * @param <K> the key, with {@code equals} and {@code hashCode}
 * @param <V> the value
 */
public interface Loader<K, V> {

    /**
     * Starts to make the value for a key.
     *
     * @return completes with a value that is the cache's from then on, or exceptionally with the reason. The cache cancels
     *     it when it takes too long or is of no use any more; a cancelled load leaves nothing behind
     */
    CompletableFuture<V> load(K key);

    /** Whether the value is still of use. Asked each time before one that was there already is given to somebody. */
    default boolean isAlive(V value) {
        return true;
    }

    /** Ends a value. Called exactly once for each that was loaded, dead or alive. */
    void close(V value) throws Exception;
}
