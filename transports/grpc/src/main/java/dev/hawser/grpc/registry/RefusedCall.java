// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A call under a name that was given up. It was never sent. */
final class RefusedCall<Q, A> extends ClientCall<Q, A> {

    private final String name;
    private final @Nullable Executor executor;

    RefusedCall(String name, CallOptions options) {
        this.name = name;
        this.executor = options.getExecutor();
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
        Status status = Status.UNAVAILABLE.withDescription("module not available: " + name);
        Runnable close = () -> listener.onClose(status, new Metadata());
        if (executor == null) {
            close.run();
        } else {
            executor.execute(close);
        }
    }

    @Override
    public void request(int messages) {}

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q message) {}
}
