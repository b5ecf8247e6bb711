// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.grpc.channel.ConnectFailedException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call from a caller, passed on as one call to a backend. */
final class Relay<Q, A> extends ServerCall.Listener<Q> {
    /*
     * State        Routing ─route, call started→ relaying ─backend closes→ over
     *                 └─no route, or the caller left→ over
     * Who changes  The caller's side: gRPC's callbacks, one at a time. The backend's side: the same of its own. The end
     *              of routing: any thread, once. What they share is under `lock`.
     * Never        waits; calls gRPC or the director under the lock; reads a message that the other side can't take.
     * Hot path     a message is passed on and the next one asked for if the other side is ready; if not, by its onReady.
     * Why it holds No message is asked for before the backend's call has started, so only half-close and cancel can come
     *              during routing; they are kept under the lock, and either the callback or the end of routing sees both.
     *              A side that isn't ready is marked, then asked again: either that answer or the later onReady finds
     *              the mark, and a compare-and-set lets one of them ask for the next message.
     *              The route is released by the backend's onClose, which gRPC calls once for each call that was
     *              started, or by the end of routing if none was.
     */
    private final ServerCall<Q, A> caller;
    private final Metadata headers;
    private final CallOptions options;
    private final Context context =
            Context.current().fork(); // its values without its cancellation, which is ours to pass
    private final AtomicBoolean backendIsBehind = new AtomicBoolean();
    private final AtomicBoolean callerIsBehind = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable ClientCall<Q, A> backend;

    @GuardedBy("lock")
    private boolean halfClosed;

    @GuardedBy("lock")
    private boolean left;

    private Relay(ServerCall<Q, A> caller, Metadata headers, @Nullable Deadline deadline) {
        this.caller = caller;
        this.headers = headers;
        this.options = CallOptions.DEFAULT.withDeadline(deadline);
    }

    /** Begins to pass a call on. */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows the route is ours and throws nothing
    static <Q, A> Relay<Q, A> start(
            ServerCall<Q, A> caller, Metadata headers, Supplier<CompletionStage<Route>> director) {
        Relay<Q, A> relay = new Relay<>(caller, headers, Context.current().getDeadline());
        relay.context.run(() -> {
            try {
                director.get().whenComplete((route, problem) -> relay.context.run(() -> relay.routed(route, problem)));
            } catch (RuntimeException e) {
                relay.routed(null, e);
            }
        });
        return relay;
    }

    private void routed(@Nullable Route route, @Nullable Throwable problem) {
        if (route == null) {
            if (!hasLeft()) {
                caller.close(status(problem), new Metadata());
            }
        } else if (hasLeft()) {
            route.release();
        } else {
            begin(route);
        }
    }

    private void begin(Route route) {
        ClientCall<Q, A> call;
        try {
            call = route.channel().newCall(caller.getMethodDescriptor(), options);
            call.start(new Answers(call, route), headers);
        } catch (RuntimeException e) {
            route.release();
            caller.close(status(e), new Metadata());
            return;
        }
        boolean nothingMore;
        boolean gone;
        lock.lock();
        try {
            backend = call;
            nothingMore = halfClosed;
            gone = left;
        } finally {
            lock.unlock();
        }
        if (gone) {
            call.cancel("the caller left", null);
            return;
        }
        call.request(1);
        caller.request(1);
        if (nothingMore) {
            call.halfClose();
        }
    }

    private static Status status(@Nullable Throwable problem) {
        Throwable cause = problem;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof StatusRuntimeException e) {
            return e.getStatus();
        }
        if (cause instanceof StatusException e) {
            return e.getStatus();
        }
        if (cause != null && cause.getCause() instanceof ConnectFailedException e) {
            return e.status().withDescription(e.getMessage());
        }
        return Status.UNAVAILABLE
                .withDescription("no backend" + (cause == null ? "" : ": " + cause.getMessage()))
                .withCause(cause);
    }

    private boolean hasLeft() {
        lock.lock();
        try {
            return left;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ClientCall<Q, A> backend() {
        lock.lock();
        try {
            return backend;
        } finally {
            lock.unlock();
        }
    }

    // What the caller does

    @Override
    public void onMessage(Q message) {
        ClientCall<Q, A> call = backend();
        if (call == null) {
            return;
        }
        call.sendMessage(message);
        backendIsBehind.set(true);
        if (call.isReady()) {
            askCaller();
        }
    }

    private void askCaller() {
        if (backendIsBehind.compareAndSet(true, false)) {
            caller.request(1);
        }
    }

    @Override
    public void onHalfClose() {
        ClientCall<Q, A> call;
        lock.lock();
        try {
            halfClosed = true;
            call = backend;
        } finally {
            lock.unlock();
        }
        if (call != null) {
            call.halfClose();
        }
    }

    @Override
    public void onCancel() {
        ClientCall<Q, A> call;
        lock.lock();
        try {
            left = true;
            call = backend;
        } finally {
            lock.unlock();
        }
        if (call != null) {
            call.cancel("the caller left", null);
        }
    }

    @Override
    public void onReady() {
        ClientCall<Q, A> call = backend();
        if (call != null) {
            askBackend(call);
        }
    }

    private void askBackend(ClientCall<Q, A> call) {
        if (callerIsBehind.compareAndSet(true, false)) {
            call.request(1);
        }
    }

    /** What the backend does. */
    private final class Answers extends ClientCall.Listener<A> {

        private final ClientCall<Q, A> call;
        private final Route route;

        Answers(ClientCall<Q, A> call, Route route) {
            this.call = call;
            this.route = route;
        }

        @Override
        public void onHeaders(Metadata answer) {
            caller.sendHeaders(answer);
        }

        @Override
        public void onMessage(A message) {
            caller.sendMessage(message);
            callerIsBehind.set(true);
            if (caller.isReady()) {
                askBackend(call);
            }
        }

        @Override
        public void onReady() {
            askCaller();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            route.release();
            if (!hasLeft()) {
                caller.close(status, trailers);
            }
        }
    }
}
