// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.call.Attempt;
import dev.hawser.call.Failure;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.Retries;
import dev.hawser.grpc.CallFailedException;
import dev.hawser.time.Time;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One operation on its way through its attempts: where it has been, what became of that, and what comes next. Decides and
 * remembers; the waiting and the calling is done by {@link Blocking} and {@link Chained}. Used by one thread at a time.
 */
final class Execution {

    private final Time time;
    private final Retries retries;
    private final Routing routing;
    private final Span span;
    private final Herald herald;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Set<Address> tried = new HashSet<>();
    private int begun;
    private long startedAt;

    Execution(Time time, Span span, Retries retries, Routing routing, Herald herald) {
        this.time = time;
        this.span = span;
        this.retries = retries;
        this.routing = routing;
        this.herald = herald;
    }

    /** Where the next attempt goes to; empty if nobody leads; fails with {@link NoNodesException}. */
    CompletableFuture<Optional<Address>> next() {
        startedAt = time.nanoTime();
        return routing.next(Set.copyOf(tried));
    }

    ExecutionContext begin(Address node) {
        return new ExecutionContext(++begun, node, time, retries.attemptDeadline(time.nanoTime()), span.deadline());
    }

    void succeeded(ExecutionContext attempt) {
        retries.succeeded();
        routing.succeeded(attempt);
    }

    /** @return how long to wait before the next attempt, or with what to end */
    Next failed(ExecutionContext attempt, Throwable thrown) {
        Optional<StatusFailure> failed = StatusFailure.in(thrown);
        if (failed.isEmpty()) {
            return new Next.End(thrown);
        }
        tried.add(attempt.endpoint());
        herald.calls(attempt.called());
        long now = time.nanoTime();
        Failure failure = routing.judge(attempt, failed.get());
        return after(Optional.of(attempt.endpoint()), failed.get(), retries.onFailure(failure, now), thrown);
    }

    /** There was nobody to go to. */
    Next unled() {
        StatusRuntimeException nobody =
                Status.UNAVAILABLE.withDescription(routing.nobody()).asRuntimeException();
        begun++;
        Failure failure = Failure.of(Failure.Kind.NOT_LEADER, nobody);
        Retries.Decision decision = retries.onFailure(failure, time.nanoTime());
        return after(Optional.empty(), new StatusFailure(nobody.getStatus(), new Metadata(), false), decision, nobody);
    }

    private Next after(Optional<Address> node, StatusFailure failed, Retries.Decision decision, Throwable thrown) {
        Duration took = Duration.ofNanos(time.nanoTime() - startedAt);
        Attempt attempt = new Attempt(begun, node, Optional.of(took), failed.toString(), decision.why());
        attempts.add(attempt);
        herald.tried(attempt, startedAt - span.begun());
        if (decision instanceof Retries.Decision.Again again) {
            herald.retried(attempt, again.delayNanos());
            return new Next.Again(again.delayNanos());
        }
        CallFailedException report = report(thrown);
        herald.failed(report, time.nanoTime() - span.begun());
        return new Next.End(failed.with(report));
    }

    /** The latest attempt goes on without anybody to hear its answer. */
    void abandoned() {
        retries.abandoned();
    }

    /** How the execution ends if not by an attempt: cancelled, or past its deadline while it waited. */
    StatusRuntimeException ended(Status why) {
        return why.withCause(report(why.asRuntimeException())).asRuntimeException();
    }

    /** It has ended with that, which came of {@link #ended}. Who cancels knows why, and nobody else is told. */
    void tell(Throwable end) {
        boolean cancelled = Status.fromThrowable(end).getCode() == Status.Code.CANCELLED;
        if (!cancelled && end.getCause() instanceof CallFailedException report) {
            herald.failed(report, time.nanoTime() - span.begun());
        }
    }

    private CallFailedException report(Throwable cause) {
        StringBuilder text = new StringBuilder("outcome ").append(retries.outcome());
        attempts.forEach(attempt -> text.append("; ").append(attempt));
        return new CallFailedException(text.toString(), retries.outcome(), attempts, cause);
    }

    /** When it began, and when it must be over. */
    record Span(long begun, long deadline) {}

    /** What follows a failed attempt. */
    sealed interface Next {
        record Again(long delayNanos) implements Next {}

        record End(Throwable with) implements Next {}
    }
}
