// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.call.Failure;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.endpoint.Address;
import dev.hawser.time.Time;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a call, on one connection: hears what the connection's own call has to say, hands it to the caller once the
 * attempt is the one that counts, and ends the connection's count, once.
 *
 * @param <ReqT> the request
 * @param <RespT> the response
 */
final class AttemptCall<ReqT, RespT> extends ClientCall.Listener<RespT> {
    private static final String TOO_LONG = "no answer within the time-out of one attempt";

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<AttemptCall> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(AttemptCall.class, "ended");

    private final Course<ReqT, RespT> call;
    private final SharedConnection<ManagedChannel> connection;
    private final Trace trace = new Trace();
    private final int number;
    private final long startedAt;
    private long answeredAfter;

    @SuppressWarnings("UnusedVariable") // used by ENDED
    private volatile int ended;

    private volatile boolean timedOut;
    private volatile Time.@Nullable Scheduled timer;
    private volatile @Nullable ClientCall<ReqT, RespT> inner;

    AttemptCall(Course<ReqT, RespT> call, SharedConnection<ManagedChannel> connection, int number, long now) {
        this.call = call;
        this.connection = connection;
        this.number = number;
        this.startedAt = now;
    }

    /** 1 for the first. */
    int number() {
        return number;
    }

    long startedAt() {
        return startedAt;
    }

    Address endpoint() {
        return connection.endpoint().address();
    }

    /** Begins, in the caller's context, and does what the caller has done so far. */
    void start(CallOptions options, Metadata headers, Replay<ReqT> replay, Context context) {
        Context own = context.attach();
        try {
            ClientCall<ReqT, RespT> begun = connection.connection().newCall(call.method, trace.in(options));
            inner = begun;
            begun.start(this, headers);
            replay.to(begun);
        } finally {
            context.detach(own);
        }
    }

    /** The connection's own call; absent before it has begun. */
    @Nullable
    ClientCall<ReqT, RespT> inner() {
        return inner;
    }

    void timeOutAfter(long nanos, Time time) {
        timer = time.schedule(nanos, () -> call.timeOut(this));
        if (ended != 0) {
            cancelTimer();
        }
    }

    /** Whether this is the first end that it comes to: an interceptor may repeat itself, and a call may throw and close. */
    boolean end() {
        boolean first = ENDED.compareAndSet(this, 0, 1);
        cancelTimer();
        return first;
    }

    /** It takes too long. */
    void timeOut() {
        timedOut = true;
        cancel(TOO_LONG, null);
    }

    /** It is of no use any more. */
    void cancel(@Nullable String message, @Nullable Throwable cause) {
        ClientCall<ReqT, RespT> begun = inner;
        if (begun != null) {
            begun.cancel(message, cause);
        }
    }

    Failure failureOf(Status status, Metadata trailers) {
        if (timedOut) {
            return Failure.of(Failure.Kind.TIMEOUT, status.asRuntimeException(trailers));
        }
        return Failures.of(status, trailers, trace);
    }

    @Override
    public void onReady() {
        ClientCall.Listener<RespT> listener = call.listenerOf(this);
        if (listener != null) {
            listener.onReady();
        }
    }

    @Override
    public void onHeaders(Metadata headers) {
        ClientCall.Listener<RespT> listener = call.claim(this);
        if (listener != null) {
            cancelTimer();
            listener.onHeaders(headers);
        }
    }

    @Override
    public void onMessage(RespT message) {
        ClientCall.Listener<RespT> listener = call.claim(this);
        if (listener != null) {
            if (answeredAfter == 0 && connection.wantsLatency()) {
                answeredAfter = elapsed();
            }
            listener.onMessage(message);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (!end()) {
            return;
        }
        if (!status.isOk()) {
            call.failed(this, status, trailers);
            return;
        }
        ClientCall.Listener<RespT> listener = call.claim(this);
        if (listener == null && !call.isDecidedAgainst(this)) {
            // It ended well just when it was to be ended for taking too long. What it brought was not heard, and no
            // other
            // end will come: without this the call would wait for one for ever.
            timedOut = true;
            call.failed(this, Status.CANCELLED.withDescription(TOO_LONG), trailers);
            return;
        }
        endAnswered();
        if (listener != null) {
            listener.onClose(status, trailers);
        }
    }

    /** It failed, and that is the endpoint's fault. */
    void endFailed(Throwable cause) {
        connection.failed(cause);
    }

    /** The endpoint answered, if only with an error that is not its fault. */
    void endAnswered() {
        connection.succeeded(answeredAfter == 0 && connection.wantsLatency() ? elapsed() : answeredAfter);
    }

    /** It was given up or never sent. */
    void endCancelled() {
        connection.cancelled(elapsed());
    }

    private long elapsed() {
        return Math.max(1, call.now() - startedAt);
    }

    private void cancelTimer() {
        Time.Scheduled set = timer;
        if (set != null) {
            set.cancel();
        }
    }
}
