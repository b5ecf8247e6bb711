// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.client.PoolClosedException;
import dev.hawser.time.Time;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The waits of executions between their attempts, which end when the pool is closed.
 *
 * <p>Safe for use by any thread. No wait outlives the closing: one that began before it is in the set when the closing
 * sweeps it, and one that begins later looks at the flag after it has joined the set.
 */
final class Pauses {

    private final String pool;
    private final Time time;
    private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Pauses(String pool, Time time) {
        this.pool = pool;
        this.time = time;
    }

    /** Completes when the time has come; the caller may complete it sooner. Fails with {@link PoolClosedException}. */
    CompletableFuture<Void> after(long nanos) {
        CompletableFuture<Void> pause = new CompletableFuture<>();
        waiting.add(pause);
        Time.Scheduled timer = time.schedule(nanos, () -> pause.complete(null));
        var unused = pause.whenComplete((nothing, thrown) -> {
            timer.cancel();
            waiting.remove(pause);
        });
        if (closed) {
            pause.completeExceptionally(new PoolClosedException(pool));
        }
        return pause;
    }

    void checkOpen() {
        if (closed) {
            throw new PoolClosedException(pool);
        }
    }

    /** @return whether it was open */
    boolean close() {
        boolean first = !closed;
        closed = true;
        waiting.forEach(pause -> pause.completeExceptionally(new PoolClosedException(pool)));
        return first;
    }
}
