// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One load and the value that came of it. Changed by the {@link Ledger} alone, under the cache's lock. */
final class Entry<K, V> {

    final K key;

    /** Those who wait for the load, in order of arrival. */
    final Set<Claim<K, V>> claims = new LinkedHashSet<>();

    /** The load under way, once it has begun; to cancel it. */
    @Nullable
    CompletableFuture<V> load;

    @Nullable
    V value;

    State state = State.LOADING;
    int holders;

    /** Since the last release. */
    int unusedTicks;

    /** Out of the cache: nobody finds it any more. */
    boolean retired;

    Entry(K key) {
        this.key = key;
    }

    /** {@code LOADING -> OPEN -> CLOSED}, or from {@code LOADING} to {@code CLOSED} at once if there never was a value. */
    enum State {
        LOADING,
        OPEN,
        CLOSED
    }
}
