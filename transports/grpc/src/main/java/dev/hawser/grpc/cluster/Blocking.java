// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import io.grpc.Context;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Takes an execution through its attempts on the thread of the caller, which waits meanwhile. */
final class Blocking<T> {

    private final Clients<T> clients;
    private final Pauses pauses;

    Blocking(Clients<T> clients, Pauses pauses) {
        this.clients = clients;
        this.pauses = pauses;
    }

    <R, E extends Exception> R run(Execution execution, Operation.InContext<? super T, R, E> operation) throws E {
        while (true) {
            pauses.checkOpen();
            Optional<Address> node = await(execution.next().copy(), execution);
            Execution.Next next;
            if (node.isPresent()) {
                ExecutionContext attempt = execution.begin(node.get());
                Context within = Context.current().withValue(ExecutionContext.CURRENT, attempt);
                Context before = within.attach();
                try {
                    R result = operation.run(clients.get(node.get()), attempt);
                    execution.succeeded(attempt);
                    return result;
                } catch (Exception thrown) {
                    next = execution.failed(attempt, thrown);
                } finally {
                    within.detach(before);
                }
            } else {
                next = execution.unled();
            }
            if (next instanceof Execution.Next.Again again) {
                await(pauses.after(again.delayNanos()), execution);
            } else {
                throw Blocking.<E>as(((Execution.Next.End) next).with());
            }
        }
    }

    /** Waits for what is ours alone; the end of the caller's context or an interrupt ends the wait. */
    private static <V> V await(CompletableFuture<V> ours, Execution execution) {
        Context caller = Context.current();
        Context.CancellationListener listener =
                context -> ours.completeExceptionally(execution.ended(whyCancelled(context)));
        caller.addListener(listener, Runnable::run);
        try {
            return ours.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ours.cancel(false);
            throw execution.ended(Status.CANCELLED.withDescription("the thread was interrupted"));
        } catch (ExecutionException e) {
            Throwable end = requireNonNull(e.getCause());
            execution.tell(end);
            throw Blocking.<RuntimeException>as(end);
        } finally {
            caller.removeListener(listener);
        }
    }

    static Status whyCancelled(Context context) {
        Throwable cause = context.cancellationCause();
        return cause instanceof TimeoutException
                ? Status.DEADLINE_EXCEEDED.withDescription("the deadline of the caller's context has passed")
                : Status.CANCELLED.withDescription("the caller's context was cancelled");
    }

    /** What an operation throws is of the type that it declares, or unchecked; the compiler can't know. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X as(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
