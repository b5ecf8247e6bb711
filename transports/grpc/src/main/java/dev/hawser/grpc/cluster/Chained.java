// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.endpoint.Address;
import dev.hawser.time.Time;
import io.grpc.Context;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/**
 * Takes an execution through its attempts without a thread that waits: each step is begun by the end of the one before.
 * The result may be cancelled at any time; then the calls of the attempt under way are cancelled, and no other begins.
 */
final class Chained<T, R> {
    /*
     * State        At most one step is under way: finding a node, an attempt, a pause. `stop` ends it.
     * Who changes  The step's own end begins the next one, so `execution` has one user at a time. Anybody may end
     *              `result`, which runs `stop`.
     * Never        two attempts at a time: an attempt's end counts once (`over`), whether its stage or its timer told.
     * Hot path     no lock.
     * Why it holds A step publishes its stop before it looks whether the result is done, and who ends the result runs
     *              the stop after that: at least one of the two sees the other.
     */
    private static final Runnable NOTHING = () -> {};

    private final Execution execution;
    private final Clients<T> clients;
    private final Pauses pauses;
    private final Means means;
    private final BiFunction<? super T, ExecutionContext, ? extends CompletionStage<R>> operation;
    private final Context caller = Context.current();
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final AtomicReference<Runnable> stop = new AtomicReference<>(NOTHING);

    Chained(
            Execution execution,
            Clients<T> clients,
            Pauses pauses,
            Means means,
            BiFunction<? super T, ExecutionContext, ? extends CompletionStage<R>> operation) {
        this.execution = execution;
        this.clients = clients;
        this.pauses = pauses;
        this.means = means;
        this.operation = operation;
    }

    CompletableFuture<R> start() {
        Context.CancellationListener listener = context -> {
            Throwable end = execution.ended(Blocking.whyCancelled(context));
            if (result.completeExceptionally(end)) {
                execution.tell(end);
            }
        };
        caller.addListener(listener, Runnable::run);
        var unused = result.whenComplete((value, thrown) -> {
            caller.removeListener(listener);
            stop.getAndSet(NOTHING).run();
        });
        next();
        return result;
    }

    private void next() {
        CompletableFuture<Optional<Address>> node;
        try {
            pauses.checkOpen();
            node = execution.next().copy();
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
            return;
        }
        stoppedBy(() -> node.cancel(false));
        var unused = node.whenComplete((address, thrown) -> {
            if (thrown != null) {
                result.completeExceptionally(unwrapped(thrown));
            } else if (address.isPresent()) {
                attempt(address.get());
            } else {
                follow(execution.unled());
            }
        });
    }

    private void attempt(Address node) {
        if (result.isDone()) {
            return;
        }
        ExecutionContext attempt = execution.begin(node);
        Context.CancellableContext context =
                caller.withValue(ExecutionContext.CURRENT, attempt).withCancellation();
        AtomicBoolean over = new AtomicBoolean();
        Time.Scheduled timer = means.time().schedule(attempt.remainingNanos(), () -> {
            if (over.compareAndSet(false, true)) {
                context.cancel(null);
                failed(attempt, tookTooLong().asRuntimeException());
            }
        });
        stoppedBy(() -> {
            over.set(true);
            timer.cancel();
            context.cancel(null);
        });
        CompletionStage<R> stage = begin(context, node, attempt);
        var unused = stage.whenComplete((value, thrown) -> {
            if (over.compareAndSet(false, true)) {
                timer.cancel();
                context.cancel(null);
                if (thrown == null) {
                    execution.succeeded(attempt);
                    result.complete(value);
                } else {
                    failed(attempt, unwrapped(thrown));
                }
            }
        });
    }

    private static Status tookTooLong() {
        return Status.DEADLINE_EXCEEDED.withDescription("the attempt took too long");
    }

    private CompletionStage<R> begin(Context context, Address node, ExecutionContext attempt) {
        try {
            return context.call(() -> operation.apply(clients.get(node), attempt));
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void failed(ExecutionContext attempt, Throwable thrown) {
        follow(execution.failed(attempt, thrown));
    }

    private void follow(Execution.Next next) {
        if (next instanceof Execution.Next.End end) {
            result.completeExceptionally(end.with());
            return;
        }
        CompletableFuture<Void> pause = pauses.after(((Execution.Next.Again) next).delayNanos());
        stoppedBy(() -> pause.cancel(false));
        var unused = pause.whenCompleteAsync(
                (nothing, closed) -> {
                    if (closed != null) {
                        result.completeExceptionally(unwrapped(closed));
                    } else {
                        next();
                    }
                },
                means.executor());
    }

    private void stoppedBy(Runnable action) {
        stop.set(action);
        if (result.isDone()) {
            stop.getAndSet(NOTHING).run();
        }
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    /** What chained executions need to go on by themselves. */
    record Means(Time time, Executor executor) {}
}
