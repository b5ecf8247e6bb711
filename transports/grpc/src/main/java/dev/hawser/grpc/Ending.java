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
     * State        STARTING → STARTED, or STARTING → SETTLED. SETTLED may be followed by STARTED.
     * Who changes  →STARTED: the starter, once the inner start has returned. →SETTLED: by CAS, onClose or threw().
     * Never        both onClose and threw() settle.
     * Hot path     A call that ends after its start has returned, as calls do, is settled without an atomic operation.
     * Why it holds gRPC calls onClose at most once. threw() is called instead of started(), never after it; so an
     *              onClose that reads STARTED has nobody to race with. One that reads STARTING competes with a threw()
     *              that may come, and one of their CASes fails.
     */

    private static final int STARTING = 0;
    private static final int STARTED = 1;
    private static final int SETTLED = 2;
    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(Ending.class, "phase", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final SharedConnection<ManagedChannel> connection;
    private final Listener<RespT> caller;

    @SuppressWarnings("UnusedVariable") // used by PHASE
    private int phase;

    Ending(SharedConnection<ManagedChannel> connection, Listener<RespT> caller) {
        this.connection = connection;
        this.caller = caller;
    }

    static <RespT> Ending<RespT> of(
            Calls calls, SharedConnection<ManagedChannel> connection, Listener<RespT> caller) {
        return connection.wantsLatency()
                ? new Timed<>(connection, caller, calls)
                : new Ending<>(connection, caller);
    }

    /** The connection's call has been started, or will say itself why not. */
    void started() {
        PHASE.setRelease(this, STARTED);
    }

    /** Starting the connection's call threw: perhaps it says something nevertheless, perhaps not. */
    void threw() {
        if (PHASE.compareAndSet(this, STARTING, SETTLED)) {
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
        boolean first = (int) PHASE.getAcquire(this) == STARTED || PHASE.compareAndSet(this, STARTING, SETTLED);
        if (status.isOk()) {
            if (first) {
                connection.succeeded(answeredAfter());
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
        report.add(Optional.of(connection.endpoint().address()), elapsed, Report.text(status), "one attempt is all");
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
