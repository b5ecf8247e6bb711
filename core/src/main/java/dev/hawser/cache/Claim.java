// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One caller who wants a value, and the future that is his answer. */
final class Claim<K, V> {

    final K key;
    final CompletableFuture<Handle<K, V>> answer = new CompletableFuture<>();

    /** Whose load he waits for. Changed by the {@link Ledger} alone, under the cache's lock. */
    @Nullable
    Entry<K, V> entry;

    Claim(K key) {
        this.key = key;
    }

    /** The caller may have gone at this very moment; then his share goes back. */
    void serve(Handle<K, V> handle) {
        if (!answer.complete(handle)) {
            handle.close();
        }
    }

    void refuse(Throwable cause) {
        answer.completeExceptionally(cause);
    }
}
