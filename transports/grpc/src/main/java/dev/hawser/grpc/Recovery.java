// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static dev.hawser.grpc.Stage.PAUSED;
import static dev.hawser.grpc.Stage.WAITING;

import dev.hawser.HawserException;
import dev.hawser.call.Failure;
import dev.hawser.call.Failure.Kind;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.sharing.Entrant;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool.Entry;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.failover.Retries;
import dev.hawser.failover.Retries.Decision;
import dev.hawser.grpc.Calls.Admission;
import dev.hawser.time.Time;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a call does when it isn't as simple as one attempt on a connection that is there: waits for a connection, decides
 * what follows a failed attempt, pauses, and reports. Made when first needed; used in the call's steps only.
 *
 * @param <ReqT> the request
 * @param <RespT> the response
 */
final class Recovery<ReqT, RespT> {
    private final Course<ReqT, RespT> call;
    private final Report report = new Report();
    private final Retries retries;
    private final @Nullable Deadline callDeadline;
    private final long deadline;
    private final Context.CancellationListener contextEnds = this::contextEnded;
    private Runnable leave = () -> {};
    private long restingSince;
    private boolean watching;

    Recovery(Course<ReqT, RespT> call) {
        this.call = call;
        this.callDeadline = earlier(call.options().getDeadline(), call.context().getDeadline());
        this.deadline = callDeadline == null
                ? Long.MAX_VALUE
                : call.now() + Math.max(0, callDeadline.timeRemaining(TimeUnit.NANOSECONDS));
        Terms terms = call.calls.terms();
        this.retries = new Retries(
                call.policy,
                terms.budget(),
                terms.idempotenceOf(call.method, call.options()),
                deadline,
                call.calls.means().random());
    }

    private static @Nullable Deadline earlier(@Nullable Deadline one, @Nullable Deadline other) {
        return one == null || other == null ? (one == null ? other : one) : one.minimum(other);
    }

    // --- waiting for a connection ---

    /** Goes on when there is a connection for the call. */
    void await() {
        rest(WAITING);
        Patience patience = call.options().isWaitForReady() ? Patience.WAIT : Patience.FAIL_FAST;
        Entry entry = call.calls.pool().enter(call.choice(), deadline, patience, new Entrant<>() {
            @Override
            public void entered(SharedConnection<ManagedChannel> connection) {
                call.serial.run(() -> connected(connection));
            }

            @Override
            public void refused(HawserException why) {
                call.serial.run(() -> turnedAway(why));
            }
        });
        leave = entry::cancel;
    }

    private void connected(SharedConnection<ManagedChannel> connection) {
        if (call.stage() == WAITING) {
            report.waited(call.now() - restingSince);
            unwatch();
            call.launch(connection);
        } else {
            connection.cancelled(0); // the call was given up meanwhile
        }
    }

    /** There is no connection for it. */
    void turnedAway(HawserException why) {
        if (call.stage() == Stage.ENDED) {
            return;
        }
        long waited = call.stage() == WAITING ? call.now() - restingSince : 0;
        report.waited(waited);
        String result = String.valueOf(why.getMessage());
        report.add(
                Optional.empty(),
                call.now() - waited - call.startedAt(),
                OptionalLong.of(waited),
                result,
                "not tried again");
        Status.Code code = isTooLate() ? Status.Code.DEADLINE_EXCEEDED : Status.Code.UNAVAILABLE;
        end(code.toStatus().withDescription(result), new Metadata(), why);
    }

    // --- after an attempt ---

    void failed(AttemptCall<ReqT, RespT> attempt, Status status, Metadata trailers) {
        Failure failure = attempt.failureOf(status, trailers);
        if (call.stage() != Stage.TRYING) {
            settle(attempt, failure, status);
            return;
        }
        if (call.isDecidedAgainst(attempt)) {
            settle(attempt, failure, status);
            return;
        }
        Hedge<ReqT, RespT> hedge = call.hedge();
        AttemptCall<ReqT, RespT> other = hedge == null ? null : hedge.otherThan(attempt);
        if (hedge != null && isAnswer(failure)) {
            hedge.measure();
        }
        if (hedge != null && other != null) {
            if (failure.kind() == Kind.FATAL || call.isCancelled()) {
                hedge.cancel("the other attempt has ended the call", null);
            } else {
                leaveTo(other, attempt, failure, status);
                return;
            }
        }
        Decision decision = decide(attempt, failure, status);
        note(attempt, status, decision.why());
        if (decision instanceof Decision.Again again) {
            pause(attempt, again.delayNanos()); // first, so that the channel doesn't look quiet in between
            settle(attempt, failure, status);
            call.calls.retried(call.method, attempt, Report.text(status), again.delayNanos());
        } else {
            settle(attempt, failure, status);
            end(status, trailers, failure.cause());
        }
    }

    /** Whether somebody took so long to say no, or to say nothing at all. */
    private boolean isAnswer(Failure failure) {
        return failure.kind() == Kind.TIMEOUT || (failure.kind() == Kind.FATAL && !call.isCancelled());
    }

    /** Another attempt is under way, and may end better. */
    private void leaveTo(
            AttemptCall<ReqT, RespT> other, AttemptCall<ReqT, RespT> attempt, Failure failure, Status status) {
        if (!failure.kind().provesNoEffect()) {
            retries.abandoned();
        }
        note(attempt, status, "another attempt is under way");
        call.avoid(attempt.endpoint());
        call.follow(other);
        settle(attempt, failure, status);
    }

    /** The attempt could not even be started. */
    void over(AttemptCall<ReqT, RespT> attempt, Status status, Metadata trailers) {
        Hedge<ReqT, RespT> hedge = call.hedge();
        if (hedge != null) {
            hedge.cancel("a hedge could not be started", null);
        }
        note(attempt, status, "a mistake that would be repeated");
        end(status, trailers, status.asRuntimeException());
    }

    private void note(AttemptCall<ReqT, RespT> attempt, Status status, String next) {
        long begun = attempt.startedAt() - call.startedAt();
        long took = call.now() - attempt.startedAt();
        report.add(Optional.of(attempt.endpoint()), begun, OptionalLong.of(took), Report.text(status), next);
    }

    private Decision decide(AttemptCall<ReqT, RespT> attempt, Failure failure, Status status) {
        Optional<String> objection = objection(attempt);
        if (objection.isEmpty()) {
            Decision decision = retries.onFailure(failure, call.now());
            if (failure.kind() == Kind.FATAL && Failures.mayHaveRun(status.getCode())) {
                retries.abandoned();
            }
            return decision;
        }
        boolean refused = failure.kind() == Kind.FATAL && !Failures.mayHaveRun(status.getCode());
        if (!refused && !failure.kind().provesNoEffect()) {
            retries.abandoned();
        }
        return new Decision.Stop(objection.get());
    }

    private Optional<String> objection(AttemptCall<ReqT, RespT> attempt) {
        if (call.isCancelled()) {
            return Optional.of("the caller gave up");
        }
        if (call.isCommittedTo(attempt)) {
            return Optional.of("the answer had begun");
        }
        if (isTooLate()) {
            return Optional.of("the deadline has passed");
        }
        if (call.calls.admission() == Admission.NOTHING) {
            return Optional.of("the channel is shut down");
        }
        if (call.wasHedged() && call.attempts() >= call.policy.maxAttempts()) {
            return Optional.of("attempts used up, with those side by side");
        }
        return call.replay.isRepeatable()
                ? Optional.empty()
                : Optional.of("the request is too large to be kept for another attempt");
    }

    private boolean isTooLate() {
        return callDeadline != null && (callDeadline.isExpired() || deadline - call.now() <= 0);
    }

    /** Ends the count of the connection, once what it means for the endpoint is known. */
    private void settle(AttemptCall<ReqT, RespT> attempt, Failure failure, Status status) {
        boolean givenUp = (status.getCode() == Status.Code.CANCELLED && failure.kind() != Kind.TIMEOUT)
                || (status.getCode() == Status.Code.DEADLINE_EXCEEDED && isTooLate());
        if (failure.kind() == Kind.TIMEOUT && !givenUp) {
            attempt.endFailed(failure.cause());
        } else if (givenUp || failure.kind() == Kind.UNSENT) {
            attempt.endCancelled();
        } else if (Failures.isEndpointsFault(failure.kind(), status.getCode())) {
            attempt.endFailed(failure.cause());
        } else {
            attempt.endAnswered();
        }
    }

    // --- pausing ---

    private void pause(AttemptCall<ReqT, RespT> attempt, long delay) {
        call.avoid(attempt.endpoint());
        rest(PAUSED);
        if (delay <= 0) {
            leave = () -> {};
            call.serial.run(this::resume); // after this step
            return;
        }
        Means means = call.calls.means();
        Time.Scheduled timer =
                means.time().schedule(delay, () -> means.executor().execute(() -> call.serial.run(this::resume)));
        leave = timer::cancel;
    }

    /** The backoff is over. */
    void resume() {
        if (call.stage() == PAUSED) {
            leave.run();
            unwatch();
            if (call.calls.admission() == Admission.NOTHING) {
                turnedAway(new PoolClosedException(call.calls.means().name()));
            } else {
                call.proceed();
            }
        }
    }

    private void rest(Stage stage) {
        restingSince = call.now();
        call.rest(stage);
        if (!watching) {
            watching = true;
            call.context().addListener(contextEnds, Runnable::run);
        }
    }

    private void unwatch() {
        if (watching) {
            watching = false;
            call.context().removeListener(contextEnds);
        }
    }

    private void contextEnded(Context context) {
        call.serial.run(() -> stop(Contexts.statusFromCancelled(context)));
    }

    /** The caller gives up while no attempt is under way. */
    void stop(Status status) {
        if (call.stage() == WAITING || call.stage() == PAUSED) {
            leave.run();
            unwatch();
            if (status.getCode() != Status.Code.CANCELLED) {
                long waited = call.now() - restingSince;
                String next = "gave up while it waited for " + (call.stage() == WAITING ? "a connection" : "its turn");
                report.add(
                        Optional.empty(),
                        restingSince - call.startedAt(),
                        OptionalLong.of(waited),
                        Report.text(status),
                        next);
                tell(took());
            }
            call.end(status, new Metadata());
        }
    }

    private OptionalLong took() {
        return OptionalLong.of(call.now() - call.startedAt());
    }

    private void tell(OptionalLong took) {
        call.calls.failed(call.method, call.options(), retries.outcome(), took, report);
    }

    private void end(Status status, Metadata trailers, Throwable cause) {
        unwatch();
        if (call.isCancelled()) {
            call.end(status, trailers); // who gave up knows why
            return;
        }
        OptionalLong took = took();
        tell(took);
        call.end(
                report.status(status, retries.outcome(), took, cause),
                report.trailers(trailers, retries.outcome(), call.attempts()));
    }
}
