// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.endpoint.Endpoint;
import io.grpc.SynchronizationContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last good set of each channel, across its idle times: gRPC ends a channel's resolver when the channel goes idle, and
 * the next one would know nothing if its source were down by then. A channel is known by its synchronization context, and
 * forgotten with it. Safe for use by any thread.
 */
final class LastSets {

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<SynchronizationContext, List<Endpoint>> sets = new WeakHashMap<>();

    void remember(SynchronizationContext channel, List<Endpoint> set) {
        lock.lock();
        try {
            sets.put(channel, set);
        } finally {
            lock.unlock();
        }
    }

    Optional<List<Endpoint>> of(SynchronizationContext channel) {
        lock.lock();
        try {
            return Optional.ofNullable(sets.get(channel));
        } finally {
            lock.unlock();
        }
    }
}
