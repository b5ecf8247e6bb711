// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.call.Failure;
import dev.hawser.call.Outcome;
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
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
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
    private final Calls calls;
    private final MethodDescriptor<ReqT, RespT> method;
    private final CallOptions options;
    private final Choice choice;

    /** Written before {@code cancelled} is read by the start, and read after it is written by a cancel: one sees the other. */
    private volatile @Nullable ClientCall<ReqT, RespT> inner;

    private volatile boolean cancelled;

    DirectCall(Calls calls, MethodDescriptor<ReqT, RespT> method, CallOptions options, Choice choice) {
        this.calls = calls;
        this.method = method;
        this.options = options;
        this.choice = choice;
    }

    @Override
    public void start(Listener<RespT> responses, Metadata headers) {
        if (inner != null || cancelled) {
            throw new IllegalStateException("call to " + method.getFullMethodName() + " was "
                    + (cancelled ? "cancelled before its start" : "started twice"));
        }
        SharedConnection<ManagedChannel> connection =
                calls.admission() == Admission.OPEN ? calls.pool().tryEnter(choice) : null;
        if (connection == null) {
            ClientCall<ReqT, RespT> waiting = new FailoverCall<>(calls, method, options, choice, RetryPolicy.never());
            inner = waiting;
            waiting.start(responses, headers);
        } else {
            start(connection, responses, headers);
        }
        if (cancelled) {
            inner().cancel("cancelled while it was started", null);
        }
    }

    private void start(SharedConnection<ManagedChannel> connection, Listener<RespT> responses, Metadata headers) {
        long now = connection.wantsLatency() ? calls.pool().nanoTime() : 0;
        Ending<RespT> ending = new Ending<>(calls, connection, responses, now);
        try {
            ClientCall<ReqT, RespT> begun =
                    connection.connection().newCall(method, calls.terms().withDeadline(method, options));
            inner = begun;
            begun.start(ending, headers);
        } catch (RuntimeException | Error e) {
            ending.threw();
            throw e;
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
        cancelled = true;
        ClientCall<ReqT, RespT> begun = inner;
        if (begun != null) {
            begun.cancel(message, cause);
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

    /** Passes on what the connection's call says, and ends the connection's count, once. */
    private static final class Ending<RespT> extends Listener<RespT> {
        @SuppressWarnings("rawtypes")
        private static final AtomicIntegerFieldUpdater<Ending> ENDED =
                AtomicIntegerFieldUpdater.newUpdater(Ending.class, "ended");

        private final Calls calls;
        private final SharedConnection<ManagedChannel> connection;
        private final Listener<RespT> caller;
        private final long startedAt;
        private long answeredAfter;

        @SuppressWarnings("UnusedVariable") // used by ENDED
        private volatile int ended;

        Ending(Calls calls, SharedConnection<ManagedChannel> connection, Listener<RespT> caller, long startedAt) {
            this.calls = calls;
            this.connection = connection;
            this.caller = caller;
            this.startedAt = startedAt;
        }

        void threw() {
            if (ENDED.compareAndSet(this, 0, 1)) {
                connection.cancelled(0);
            }
        }

        @Override
        public void onHeaders(Metadata headers) {
            caller.onHeaders(headers);
        }

        @Override
        public void onMessage(RespT message) {
            if (answeredAfter == 0) {
                answeredAfter = elapsed();
            }
            caller.onMessage(message);
        }

        @Override
        public void onReady() {
            caller.onReady();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            boolean first = ENDED.compareAndSet(this, 0, 1);
            if (status.isOk()) {
                if (first) {
                    connection.succeeded(answeredAfter == 0 ? elapsed() : answeredAfter);
                }
                caller.onClose(status, trailers);
            } else {
                failed(status, trailers, first);
            }
        }

        private void failed(Status status, Metadata trailers, boolean first) {
            Failure failure = Failures.of(status, trailers);
            long elapsed = elapsed();
            if (first) {
                settle(failure, status, elapsed);
            }
            if (status.getCode() == Status.Code.CANCELLED) {
                caller.onClose(status, trailers);
                return;
            }
            boolean refused = failure.kind() == Failure.Kind.FATAL && !Failures.mayHaveRun(status.getCode());
            Outcome outcome = refused ? Outcome.FAILED : Outcome.UNKNOWN;
            Report report = new Report();
            report.add(
                    Optional.of(connection.endpoint().address()), elapsed, Report.text(status), "one attempt is all");
            caller.onClose(
                    report.status(status, outcome, elapsed, failure.cause()), report.trailers(trailers, outcome, 1));
        }

        /** The call's deadline is the caller's, and its end says nothing against the endpoint. */
        private void settle(Failure failure, Status status, long elapsed) {
            switch (status.getCode()) {
                case CANCELLED, DEADLINE_EXCEEDED -> connection.cancelled(elapsed);
                default -> {
                    if (Failures.isEndpointsFault(failure.kind(), status.getCode())) {
                        connection.failed(failure.cause());
                    } else {
                        connection.succeeded(answeredAfter == 0 ? elapsed : answeredAfter);
                    }
                }
            }
        }

        private long elapsed() {
            return startedAt == 0 ? 0 : calls.pool().nanoTime() - startedAt;
        }
    }
}
