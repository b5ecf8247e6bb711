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
import java.util.OptionalLong;

/**
 * Passes on what a connection's call says, and ends the connection's count, once. One of these is made for each
 * {@link DirectCall}, so it holds as little as it can, and reads a clock only if somebody reads the connection's latency.
 *
 * @param <RespT> the response
 */
final class Ending<RespT> extends Listener<RespT> {
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

    private static final long UNTIMED = Long.MIN_VALUE;

    private final DirectCall<?, RespT> call;
    private final SharedConnection<ManagedChannel> connection;
    private final Listener<RespT> caller;
    private final long startedAt;

    /** In nanoseconds, 0 before the first message. A float, as precise as anybody needs, to keep to 40 bytes in all. */
    private float answeredAfter;

    @SuppressWarnings("UnusedVariable") // used by STARTED
    private boolean started;

    private boolean ended;
    private boolean headed;

    Ending(DirectCall<?, RespT> call, SharedConnection<ManagedChannel> connection, Listener<RespT> caller) {
        this.call = call;
        this.connection = connection;
        this.caller = caller;
        this.startedAt = connection.wantsLatency() ? call.calls.pool().nanoTime() : UNTIMED;
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
    public void onHeaders(Metadata headers) {
        headed = true;
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
        if (first) {
            settle(failure, status);
        }
        if (status.getCode() == Status.Code.CANCELLED) {
            caller.onClose(status, trailers);
            return;
        }
        boolean refused = failure.kind() == Failure.Kind.FATAL && !Failures.mayHaveRun(status.getCode());
        refused |= !headed && trailers.keys().isEmpty() && Failures.provesUnsent(status); // a server's end has trailers
        Outcome outcome = refused ? Outcome.FAILED : Outcome.UNKNOWN;
        Report report = new Report();
        OptionalLong took = startedAt == UNTIMED ? connection.elapsedNanos() : OptionalLong.of(elapsed());
        report.add(Optional.of(connection.endpoint().address()), 0, took, Report.text(status), "one attempt is all");
        call.calls.failed(call.method, call.options, outcome, took, report);
        caller.onClose(report.status(status, outcome, took, failure.cause()), report.trailers(trailers, outcome, 1));
    }

    /** The call's deadline is the caller's, and its end says nothing against the endpoint. */
    private void settle(Failure failure, Status status) {
        switch (status.getCode()) {
            case CANCELLED, DEADLINE_EXCEEDED -> connection.cancelled(elapsed());
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
    private long answeredAfter() {
        return answeredAfter == 0 ? elapsed() : (long) answeredAfter;
    }

    /** Since the start; 0 if nobody reads it. */
    private long elapsed() {
        return startedAt == UNTIMED ? 0 : Math.max(1, call.calls.pool().nanoTime() - startedAt);
    }
}
