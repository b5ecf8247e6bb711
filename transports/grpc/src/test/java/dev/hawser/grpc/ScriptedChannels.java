// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.transport.SharedTransport;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections without a network, whose calls do as they are told: for virtual time. Everything happens on the thread that
 * causes it.
 */
final class ScriptedChannels implements SharedTransport<ManagedChannel> {
    /** All calls that were started, in order. */
    final List<Call<?, ?>> calls = new ArrayList<>();
    /** What a call does once its caller has half-closed. */
    Consumer<Call<?, ?>> script = call -> {};
    /** Endpoints that cannot be connected to. */
    final Set<Address> dead = new HashSet<>();
    /** Endpoints at which connecting takes for ever. */
    final Set<Address> silent = new HashSet<>();

    /** Calls that call back from within their start, as in one process. */
    boolean readyInStart;
    /** A channel whose calls can't be started, as with a broken interceptor. */
    boolean refuseToStart;

    final List<FakeChannel> channels = new ArrayList<>();

    @Override
    public CompletableFuture<ManagedChannel> connect(Endpoint endpoint, Loss loss) {
        if (dead.contains(endpoint.address())) {
            return CompletableFuture.failedFuture(new java.net.ConnectException("refused by " + endpoint.address()));
        }
        if (silent.contains(endpoint.address())) {
            return new CompletableFuture<>();
        }
        FakeChannel channel = new FakeChannel(endpoint.address(), loss);
        channels.add(channel);
        return CompletableFuture.completedFuture(channel);
    }

    @Override
    public void close(ManagedChannel connection) {
        connection.shutdownNow();
    }

    Call<?, ?> call(int number) {
        return calls.get(number - 1);
    }

    final class FakeChannel extends ManagedChannel {
        final Address endpoint;
        final Loss loss;
        private boolean shutdown;

        FakeChannel(Address endpoint, Loss loss) {
            this.endpoint = endpoint;
            this.loss = loss;
        }

        @Override
        public <ReqT, RespT> ClientCall<ReqT, RespT> newCall(
                MethodDescriptor<ReqT, RespT> method, CallOptions options) {
            return new Call<>(this, method, options);
        }

        @Override
        public String authority() {
            return endpoint.toString();
        }

        @Override
        public ManagedChannel shutdown() {
            shutdown = true;
            return this;
        }

        @Override
        public ManagedChannel shutdownNow() {
            shutdown = true;
            for (Call<?, ?> each : List.copyOf(calls)) {
                if (each.channel == this) {
                    each.fail(Status.UNAVAILABLE.withDescription("Channel shutdownNow invoked"));
                }
            }
            return this;
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
    }

    /** One attempt, as the server's side of it sees it. */
    final class Call<ReqT, RespT> extends ClientCall<ReqT, RespT> {
        final FakeChannel channel;
        final MethodDescriptor<ReqT, RespT> method;
        final CallOptions options;
        final Context context = Context.current();
        final List<Object> sent = new ArrayList<>();
        Metadata headers = new Metadata();
        int requested;
        boolean halfClosed;
        boolean cancelled;
        /** How it ends if it is cancelled: not always as the caller wishes. */
        Runnable uponCancel = () -> fail(Status.CANCELLED);

        boolean closed;
        boolean ready = true;
        private ClientCall.@Nullable Listener<RespT> listener;
        private final List<ClientStreamTracer> tracers = new ArrayList<>();

        Call(FakeChannel channel, MethodDescriptor<ReqT, RespT> method, CallOptions options) {
            this.channel = channel;
            this.method = method;
            this.options = options;
        }

        Address endpoint() {
            return channel.endpoint;
        }

        @Override
        public void start(ClientCall.Listener<RespT> responses, Metadata given) {
            if (refuseToStart) {
                throw new IllegalStateException("broken");
            }
            listener = responses;
            headers = given;
            calls.add(this);
            options.getStreamTracerFactories()
                    .forEach(factory -> tracers.add(factory.newClientStreamTracer(
                            ClientStreamTracer.StreamInfo.newBuilder().build(), given)));
            if (readyInStart) {
                responses.onReady();
            }
        }

        /** The stream is on the wire. */
        Call<ReqT, RespT> onWire() {
            tracers.forEach(each -> {
                each.streamCreated(Attributes.EMPTY, headers);
                each.outboundHeaders();
            });
            return this;
        }

        @Override
        public void request(int responses) {
            requested += responses;
        }

        @Override
        public void cancel(String message, Throwable cause) {
            cancelled = true;
            if (listener == null) {
                return;
            }
            uponCancel.run();
        }

        @Override
        public void halfClose() {
            halfClosed = true;
            script.accept(this);
        }

        @Override
        public void sendMessage(ReqT message) {
            sent.add(message);
        }

        @Override
        public void setMessageCompression(boolean enabled) {
            sent.add("compression " + enabled);
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        void becomeReady() {
            ready = true;
            listener.onReady();
        }

        void headers() {
            onWire();
            listener.onHeaders(new Metadata());
        }

        @SuppressWarnings("unchecked")
        void message(Object reply) {
            onWire();
            listener.onMessage((RespT) reply);
        }

        void ok(Object reply) {
            headers();
            message(reply);
            close(Status.OK, new Metadata());
        }

        /** The server's answer, on the wire. */
        void answer(Status status) {
            answer(status, new Metadata());
        }

        void answer(Status status, Metadata trailers) {
            onWire();
            tracers.forEach(each -> each.inboundTrailers(trailers));
            close(status, trailers);
        }

        /** Ends without the server having said anything. */
        void fail(Status status) {
            close(status, new Metadata());
        }

        void close(Status status, Metadata trailers) {
            if (!closed) {
                closed = true;
                listener.onClose(status, trailers);
            }
        }

        /** As a bad interceptor does. */
        void closeAgain() {
            listener.onClose(Status.OK, new Metadata());
        }
    }
}
