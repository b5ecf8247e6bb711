// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call that leaves what it entered exactly once: when it ends, when it cannot start, or when it is cancelled before. */
final class CountedCall<Q, A> extends SimpleForwardingClientCall<Q, A> {

    private final Runnable leave;
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile boolean started;

    CountedCall(ClientCall<Q, A> call, Runnable leave) {
        super(call);
        this.leave = leave;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
        started = true;
        try {
            super.start(
                    new SimpleForwardingClientCallListener<A>(listener) {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            try {
                                super.onClose(status, trailers);
                            } finally {
                                leave();
                            }
                        }
                    },
                    headers);
        } catch (RuntimeException | Error e) {
            leave();
            throw e;
        }
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        try {
            super.cancel(message, cause);
        } finally {
            if (!started) {
                leave();
            }
        }
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            leave.run();
        }
    }
}
