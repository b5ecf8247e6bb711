// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.channel.ChannelFactory;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ForwardingChannelBuilder2;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Builds channels that lead nowhere and do what they are told, and writes down how they were built. */
final class Yard implements ChannelFactory {

    final List<Hull> hulls = new CopyOnWriteArrayList<>();
    final List<String> log = new CopyOnWriteArrayList<>();

    /** What the next attempt to build throws. */
    volatile Optional<RuntimeException> trouble = Optional.empty();

    @Override
    public ManagedChannelBuilder<?> builder(Endpoint endpoint) {
        Optional<RuntimeException> problem = trouble;
        trouble = Optional.empty();
        if (problem.isPresent()) {
            throw problem.get();
        }
        return new Builder(new Hull(endpoint.address().toString()));
    }

    long open() {
        return hulls.stream().filter(hull -> !hull.isShutdown()).count();
    }

    private final class Builder extends ForwardingChannelBuilder2<Builder> {
        private final Hull hull;

        Builder(Hull hull) {
            this.hull = hull;
        }

        @Override
        protected ManagedChannelBuilder<?> delegate() {
            return InProcessChannelBuilder.forName("nowhere");
        }

        @Override
        public Builder defaultLoadBalancingPolicy(String policy) {
            hull.policy = policy;
            return this;
        }

        @Override
        public Builder keepAliveWithoutCalls(boolean enable) {
            hull.keepAliveWithoutCalls = enable;
            return this;
        }

        @Override
        public ManagedChannel build() {
            hulls.add(hull);
            log.add("made " + hull.address);
            return hull;
        }
    }

    /** A channel whose state is set by the test. */
    final class Hull extends ManagedChannel {
        final String address;
        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger reset = new AtomicInteger();
        volatile String policy = "";
        volatile boolean keepAliveWithoutCalls;
        volatile ConnectivityState state = ConnectivityState.IDLE;
        volatile boolean shutdownNow;
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

        Hull(String address) {
            this.address = address;
        }

        void become(ConnectivityState next) {
            state = next;
            List.copyOf(listeners).forEach(this::runOnce);
        }

        private void runOnce(Runnable listener) {
            if (listeners.remove(listener)) {
                listener.run();
            }
        }

        @Override
        public ConnectivityState getState(boolean requestConnection) {
            if (requestConnection) {
                asked.incrementAndGet();
            }
            return state;
        }

        @Override
        public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
            listeners.add(callback);
            if (state != source) {
                runOnce(callback);
            }
        }

        @Override
        public void resetConnectBackoff() {
            reset.incrementAndGet();
        }

        @Override
        public ManagedChannel shutdown() {
            if (state != ConnectivityState.SHUTDOWN) {
                log.add("shut down " + address);
                state = ConnectivityState.SHUTDOWN;
            }
            return this;
        }

        @Override
        public ManagedChannel shutdownNow() {
            shutdownNow = true;
            return shutdown();
        }

        @Override
        public boolean isShutdown() {
            return state == ConnectivityState.SHUTDOWN;
        }

        @Override
        public boolean isTerminated() {
            return isShutdown();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return isShutdown();
        }

        @Override
        public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
            return new Silence<>();
        }

        @Override
        public String authority() {
            return address;
        }
    }

    /** A call that nobody answers. */
    private static final class Silence<Q, A> extends ClientCall<Q, A> {
        @Override
        public void start(Listener<A> listener, Metadata headers) {}

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(String message, Throwable cause) {}

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(Q message) {}
    }
}
