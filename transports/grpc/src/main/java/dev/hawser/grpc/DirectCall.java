// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.Calls.Admission;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A call that gets one attempt: it enters a connection, and is that connection's own call from then on. If it has to wait for
 * a connection, a {@link FailoverCall} with one attempt does that for it.
 *
 * <p>A connection is entered by {@code start}, not when the call is made. So a call that is never started, or cancelled
 * before, holds nothing, and a connection that is drained between the two isn't used: the start picks another.
 *
 * @param <ReqT> the request
 * @param <RespT> the response
 */
final class DirectCall<ReqT, RespT> extends ClientCall<ReqT, RespT> {
    private static final VarHandle INNER;

    static {
        try {
            INNER = MethodHandles.lookup().findVarHandle(DirectCall.class, "inner", ClientCall.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Calls calls;
    final MethodDescriptor<ReqT, RespT> method;
    final CallOptions options;
    private final Choice choice;

    /** The connection's call once there is one; {@link Cancelled} if a cancel came first. One of the two is first, by CAS. */
    private volatile @Nullable ClientCall<ReqT, RespT> inner;

    DirectCall(Calls calls, MethodDescriptor<ReqT, RespT> method, CallOptions options, Choice choice) {
        this.calls = calls;
        this.method = method;
        this.options = options;
        this.choice = choice;
    }

    @Override
    public void start(Listener<RespT> responses, Metadata headers) {
        if (inner != null) {
            throw new IllegalStateException("call to " + method.getFullMethodName() + " was "
                    + (inner == Cancelled.CALL ? "cancelled before its start" : "started twice"));
        }
        SharedConnection<ManagedChannel> connection =
                calls.admission() == Admission.OPEN ? calls.pool().tryEnter(choice) : null;
        if (connection == null) {
            begin(new FailoverCall<>(calls, method, options, choice, RetryPolicy.never()), responses, headers);
        } else {
            start(connection, responses, headers);
        }
    }

    private void start(SharedConnection<ManagedChannel> connection, Listener<RespT> responses, Metadata headers) {
        Ending<RespT> ending = new Ending<>(this, connection, responses);
        try {
            begin(
                    connection.connection().newCall(method, calls.terms().withDeadline(method, options)),
                    ending,
                    headers);
        } catch (RuntimeException | Error e) {
            ending.threw();
            throw e;
        }
        ending.started();
    }

    private void begin(ClientCall<ReqT, RespT> begun, Listener<RespT> responses, Metadata headers) {
        if (INNER.compareAndSet(this, null, begun)) {
            begun.start(responses, headers);
        } else {
            inner = begun;
            begun.start(responses, headers);
            begun.cancel("cancelled while it was started", null);
        }
    }

    @Override
    public void request(int responses) {
        inner().request(responses);
    }

    @Override
    public void sendMessage(ReqT message) {
        inner().sendMessage(message);
    }

    @Override
    public void halfClose() {
        inner().halfClose();
    }

    @Override
    public void setMessageCompression(boolean enabled) {
        inner().setMessageCompression(enabled);
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        if (!INNER.compareAndSet(this, null, Cancelled.CALL)) {
            inner().cancel(message, cause);
        }
    }

    @Override
    public boolean isReady() {
        ClientCall<ReqT, RespT> begun = inner;
        return begun != null && begun.isReady();
    }

    @Override
    public Attributes getAttributes() {
        ClientCall<ReqT, RespT> begun = inner;
        return begun == null ? Attributes.EMPTY : begun.getAttributes();
    }

    private ClientCall<ReqT, RespT> inner() {
        ClientCall<ReqT, RespT> begun = inner;
        if (begun == null) {
            throw new IllegalStateException("call to " + method.getFullMethodName() + " was not started");
        }
        return begun;
    }

    /** Stands for the connection's call in a call that was cancelled before it had one. */
    private static final class Cancelled extends ClientCall<Object, Object> {
        static final ClientCall<?, ?> CALL = new Cancelled();

        @Override
        public void start(Listener<Object> responses, Metadata headers) {
            throw never();
        }

        @Override
        public void request(int responses) {}

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {}

        @Override
        public void halfClose() {
            throw never();
        }

        @Override
        public void sendMessage(Object message) {
            throw never();
        }

        @Override
        public boolean isReady() {
            return false;
        }

        private static IllegalStateException never() {
            return new IllegalStateException("call was cancelled before its start");
        }
    }
}
