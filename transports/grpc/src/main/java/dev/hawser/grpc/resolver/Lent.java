// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.time.BorrowedTime;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import io.grpc.NameResolver;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * What a resolver works with: the channel's timer and threads, and only where it lends none, some of its own.
 *
 * @param giveBack ends what is the resolver's own
 */
record Lent(Time time, Executor executor, Runnable giveBack) {

    static Lent by(NameResolver.Args channel, String name) {
        SystemTime ownTime = hasTimers(channel) ? null : new SystemTime(name);
        Executor offload = channel.getOffloadExecutor();
        ExecutorService ownThreads = offload != null ? null : Threads.blocking("hawser-resolver-" + name);
        return new Lent(
                ownTime != null ? ownTime : new BorrowedTime(channel.getScheduledExecutorService()),
                ownThreads != null ? ownThreads : offload,
                () -> {
                    if (ownTime != null) {
                        ownTime.close();
                    }
                    if (ownThreads != null) {
                        ownThreads.shutdownNow();
                    }
                });
    }

    /** A channel of gRPC's own always has them; a factory that asks a resolver on its own account may not. */
    private static boolean hasTimers(NameResolver.Args channel) {
        try {
            var unused = channel.getScheduledExecutorService();
            return true;
        } catch (IllegalStateException none) {
            return false;
        }
    }
}
