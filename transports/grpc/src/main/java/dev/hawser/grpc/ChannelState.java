// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.client.sharing.SharedPool;
import dev.hawser.client.sharing.SharedPoolSnapshot.EndpointSnapshot;
import dev.hawser.event.PoolEvent;
import io.grpc.ConnectivityState;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What all endpoints together come to, in gRPC's words, and who wants to hear when that changes. */
final class ChannelState {
    private final Executor executor;
    private final Queue<Watch> watches = new ConcurrentLinkedQueue<>();
    private volatile @Nullable SharedPool<?> pool;
    private volatile BooleanSupplier shutdown = () -> false;

    /** @param executor tells those who want to hear */
    ChannelState(Executor executor) {
        this.executor = executor;
    }

    /** The pool, which is made after its listener. */
    void of(SharedPool<?> made, BooleanSupplier isShutdown) {
        shutdown = isShutdown;
        pool = made;
    }

    ConnectivityState get(boolean requestConnection) {
        ConnectivityState state = current();
        SharedPool<?> asked = pool;
        if (requestConnection && state == ConnectivityState.IDLE && asked != null) {
            asked.connectAll();
        }
        return state;
    }

    void notifyWhenChanged(ConnectivityState source, Runnable callback) {
        watches.add(new Watch(source, callback));
        look();
    }

    void onEvent(PoolEvent event) {
        if (!watches.isEmpty()) {
            look();
        }
    }

    /** Something may have changed. */
    void look() {
        ConnectivityState now = current();
        for (Watch each : watches) {
            if (each.source != now && watches.remove(each)) {
                executor.execute(each.callback);
            }
        }
    }

    private ConnectivityState current() {
        SharedPool<?> asked = pool;
        if (shutdown.getAsBoolean()) {
            return ConnectivityState.SHUTDOWN;
        }
        return asked == null ? ConnectivityState.IDLE : of(asked.snapshot().endpoints());
    }

    private static ConnectivityState of(List<EndpointSnapshot> endpoints) {
        if (endpoints.stream().anyMatch(each -> each.connections() > 0)) {
            return ConnectivityState.READY;
        }
        if (endpoints.stream().anyMatch(each -> each.connecting() > 0)) {
            return ConnectivityState.CONNECTING;
        }
        boolean down = !endpoints.isEmpty() && endpoints.stream().allMatch(each -> isDown(each));
        return down ? ConnectivityState.TRANSIENT_FAILURE : ConnectivityState.IDLE;
    }

    private static boolean isDown(EndpointSnapshot endpoint) {
        return switch (endpoint.state()) {
            case DOWN -> true;
            default -> false;
        };
    }

    /** Two that look alike are still two. */
    private static final class Watch {
        private final ConnectivityState source;
        private final Runnable callback;

        Watch(ConnectivityState source, Runnable callback) {
            this.source = source;
            this.callback = callback;
        }
    }
}
