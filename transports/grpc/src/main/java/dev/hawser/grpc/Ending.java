// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.call.Failure;
import dev.hawser.call.Outcome;
import dev.hawser.client.sharing.SharedConnection;
import io.grpc.ClientCall.Listener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * Passes on what a connection's call says, and ends the connection's count, once. One of these is made for each
 * {@link DirectCall}, so it holds as little as it can; {@link Timed} is for connections whose latency somebody reads.
 *
 * @param <RespT> the response
 */
class Ending<RespT> extends Listener<RespT> {
    /*
     * State        started: the inner start has returned. ended: the connection has been told of the end.
     * Who changes  started: the starter. ended: onClose or threw(), by CAS unless onClose reads that it is started.
     * Never        tells the connection twice, also if onClose is called twice, as something below us may do.
     * Hot path     A call that ends after its start has returned, as calls do, is ended without an atomic operation.
     * Why it holds gRPC calls a listener by one thread at a time. threw() is called instead of started(), never after it;
     *              so an onClose that reads `started` has nobody to race with. One that doesn't competes with a threw()
     *              that may come, and one of their CASes fails.
     */

    private static final VarHandle STARTED;
    private static final VarHandle ENDED;

    static {
        try {
            STARTED = MethodHandles.lookup().findVarHandle(Ending.class, "started", boolean.class);
            ENDED = MethodHandles.lookup().findVarHandle(Ending.class, "ended", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final SharedConnection<ManagedChannel> connection;
    private final Listener<RespT> caller;

    @SuppressWarnings("UnusedVariable") // used by STARTED
    private boolean started;

    private boolean ended;

    Ending(SharedConnection<ManagedChannel> connection, Listener<RespT> caller) {
        this.connection = connection;
        this.caller = caller;
    }

    static <RespT> Ending<RespT> of(Calls calls, SharedConnection<ManagedChannel> connection, Listener<RespT> caller) {
        return connection.wantsLatency() ? new Timed<>(connection, caller, calls) : new Ending<>(connection, caller);
    }

    /** The connection's call has been started, or will say itself why not. */
    void started() {
        STARTED.setRelease(this, true);
    }

    /** Starting the connection's call threw: perhaps it says something nevertheless, perhaps not. */
    void threw() {
        if (ENDED.compareAndSet(this, false, true)) {
            connection.cancelled(0);
        }
    }

    @Override
    public final void onHeaders(Metadata headers) {
        caller.onHeaders(headers);
    }

    @Override
    public void onMessage(RespT message) {
        caller.onMessage(message);
    }

    @Override
    public final void onReady() {
        caller.onReady();
    }

    @Override
    public final void onClose(Status status, Metadata trailers) {
        boolean first = isFirstEnd();
        if (status.isOk()) {
            if (first) {
                connection.succeeded(answeredAfter());
            }
            caller.onClose(status, trailers);
        } else {
            failed(status, trailers, first);
        }
    }

    private boolean isFirstEnd() {
        if (!(boolean) STARTED.getAcquire(this)) {
            return ENDED.compareAndSet(this, false, true);
        }
        boolean first = !ended;
        ended = true;
        return first;
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
        report.add(Optional.of(connection.endpoint().address()), elapsed, Report.text(status), "one attempt is all");
        caller.onClose(report.status(status, outcome, elapsed, failure.cause()), report.trailers(trailers, outcome, 1));
    }

    /** The call's deadline is the caller's, and its end says nothing against the endpoint. */
    private void settle(Failure failure, Status status, long elapsed) {
        switch (status.getCode()) {
            case CANCELLED, DEADLINE_EXCEEDED -> connection.cancelled(elapsed);
            default -> {
                if (Failures.isEndpointsFault(failure.kind(), status.getCode())) {
                    connection.failed(failure.cause());
                } else {
                    connection.succeeded(answeredAfter());
                }
            }
        }
    }

    /** To the first message, or to the end if there was none; 0 if nobody reads it. */
    long answeredAfter() {
        return 0;
    }

    /** Since the start; 0 if nobody reads it. */
    long elapsed() {
        return 0;
    }

    /** Takes the time. */
    private static final class Timed<RespT> extends Ending<RespT> {
        private final Calls calls;
        private final long startedAt;
        private long answeredAfter;

        Timed(SharedConnection<ManagedChannel> connection, Listener<RespT> caller, Calls calls) {
            super(connection, caller);
            this.calls = calls;
            this.startedAt = calls.pool().nanoTime();
        }

        @Override
        public void onMessage(RespT message) {
            if (answeredAfter == 0) {
                answeredAfter = elapsed();
            }
            super.onMessage(message);
        }

        @Override
        long answeredAfter() {
            return answeredAfter == 0 ? elapsed() : answeredAfter;
        }

        @Override
        long elapsed() {
            return calls.pool().nanoTime() - startedAt;
        }
    }
}
