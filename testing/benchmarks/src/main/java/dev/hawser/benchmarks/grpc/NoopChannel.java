// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import static java.util.Objects.requireNonNull;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose calls do nothing, and end well as soon as the caller has said all. A call keeps its listener, as real
 * ones must, and so nobody's listener can be optimised away.
 */
final class NoopChannel extends ManagedChannel {

    private static final Metadata NONE = new Metadata();

    private volatile boolean shutdown;

    @Override
    public <Q, P> ClientCall<Q, P> newCall(MethodDescriptor<Q, P> method, CallOptions options) {
        return new NoopCall<>();
    }

    @Override
    public ConnectivityState getState(boolean requestConnection) {
        return shutdown ? ConnectivityState.SHUTDOWN : ConnectivityState.READY;
    }

    /** At once or never: nothing changes. */
    @Override
    public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
        if (source != getState(false)) {
            callback.run();
        }
    }

    @Override
    public ManagedChannel shutdown() {
        shutdown = true;
        return this;
    }

    @Override
    public ManagedChannel shutdownNow() {
        return shutdown();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    @Override
    public String authority() {
        return "noop";
    }

    private static final class NoopCall<Q, P> extends ClientCall<Q, P> {

        private @Nullable Listener<P> listener;

        @Override
        public void start(Listener<P> observer, Metadata headers) {
            listener = observer;
        }

        @Override
        public void request(int numMessages) {}

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {}

        @Override
        public void halfClose() {
            requireNonNull(listener, "not started").onClose(Status.OK, NONE);
        }

        @Override
        public void sendMessage(Q message) {}
    }
}
