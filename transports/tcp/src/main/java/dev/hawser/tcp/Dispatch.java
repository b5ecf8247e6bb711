// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolClosedException;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.tcp.RequestFailedException.Reason;
import dev.hawser.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through a pool: leases a connection, sends, gives the lease back, and waits for the answer.
 *
 * <p>A connection that turns out to be closed is discarded, and the next one leased. One that is full is kept until it
 * has room: meanwhile nobody else gets it, and those who come find the others. What is known not to have been sent
 * moves on to another connection for as long as there is time; what may have been sent never does. Of a request that fails
 * the pool's listeners are told, unless its caller gave it up.
 */
final class Dispatch {
    /*
     * State        leasing → sending → answered; sending, full → waiting for room → sending; sending, gone → leasing.
     * Who changes  One thread at a time, each handing over to the next: the caller, the pool, the executor, the reader.
     *              `pending`, what to give up on cancellation, is written by these and read by who cancels. `since` and
     *              `failures` are theirs.
     * Never        a lock; writes a frame on a thread that is not the caller's or the executor's.
     * Hot path     the caller leases an idle connection, writes, returns it. The clock is read for the deadline only.
     * Why it holds Cancelling completes `result` first and then cancels `pending`; a step stores `pending` first and
     *              then looks at `result`. At least one sees the other, so nothing goes on for nobody.
     */
    private final ConnectionPool<MultiplexedConnection> pool;
    private final Crew crew;
    private final Time time;
    private final Sender sender;
    private final Duration timeout;
    private final long deadline;
    private final CompletableFuture<Frame> result = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<?> pending;

    /** When this step began, as read for its deadline. */
    private long since;

    /** Null as long as nothing has failed. */
    private @Nullable FailedRequest failures;

    Dispatch(ConnectionPool<MultiplexedConnection> pool, Crew crew, Sender sender, Duration timeout) {
        this.pool = pool;
        this.crew = crew;
        this.time = crew.time();
        this.sender = sender;
        this.timeout = timeout;
        this.deadline = time.nanoTime() + timeout.toNanos();
    }

    CompletableFuture<Frame> start() {
        var ignored = result.whenComplete((frame, failure) -> {
            CompletableFuture<?> last = pending;
            if (result.isCancelled() && last != null) {
                last.cancel(false);
            }
        });
        lease(null);
        return result;
    }

    private void lease(@Nullable Throwable before) {
        Duration left = left();
        if (left.isNegative() || left.isZero()) {
            fail(Reason.TIMED_OUT, "no connection took it within " + Text.of(timeout), before);
            return;
        }
        CompletableFuture<Lease<MultiplexedConnection>> leasing = pool.acquireAsync(left);
        boolean atOnce = leasing.isDone();
        giveUpWith(leasing);
        var ignored = leasing.whenComplete((lease, failure) -> {
            if (failure instanceof PoolClosedException) {
                fail(Reason.CLOSED, "the pool is closed", failure);
            } else if (failure != null) {
                note(Optional.empty(), String.valueOf(failure.getMessage()));
                fail(Reason.NO_CONNECTION, "no connection", failure);
            } else if (atOnce) {
                send(lease);
            } else {
                crew.finish(() -> send(lease)); // whoever returned the connection must not be held up by the writing
            }
        });
    }

    private void send(Lease<MultiplexedConnection> lease) {
        if (result.isDone()) {
            lease.close();
            return;
        }
        try {
            send(lease, lease.connection());
        } catch (IllegalStateException seized) {
            fail(Reason.CLOSED, "the pool was closed", seized);
        }
    }

    private void send(Lease<MultiplexedConnection> lease, MultiplexedConnection connection) {
        CompletableFuture<Frame> answer = sender.send(connection, left());
        RequestFailedException refusal = failureOf(answer);
        if (refusal != null && refusal.reason() == Reason.TOO_MANY) {
            awaitRoom(lease, connection);
            return;
        }
        if (connection.isOpen()) {
            lease.close();
        } else {
            lease.discard(refusal != null ? refusal : new IOException("the connection takes no more requests"));
        }
        giveUpWith(answer);
        var ignored = answer.whenComplete((frame, failure) -> {
            if (failure == null) {
                result.complete(frame);
            } else if (failure instanceof RequestFailedException failed) {
                failed(connection, failed);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    private void failed(MultiplexedConnection connection, RequestFailedException failure) {
        if (failure.maySendElsewhere()) {
            note(Optional.of(connection.address()), failure.getMessage() + " (again over another connection)");
            crew.finish(() -> lease(failure));
        } else {
            note(Optional.of(connection.address()), failure.getMessage() + " (not sent again)");
            end(failure);
        }
    }

    private void awaitRoom(Lease<MultiplexedConnection> lease, MultiplexedConnection connection) {
        CompletableFuture<Void> room = connection.room().copy();
        Time.Scheduled limit =
                time.schedule(left().toNanos(), () -> room.completeExceptionally(new TimeoutException()));
        giveUpWith(room);
        var ignored = room.whenComplete((free, failure) -> {
            limit.cancel();
            if (failure == null) {
                crew.finish(() -> send(lease));
            } else {
                lease.close();
                String what = "every connection was full for " + Text.of(timeout);
                crew.finish(() -> {
                    note(Optional.of(connection.address()), what);
                    fail(Reason.TOO_MANY, what, null);
                });
            }
        });
    }

    private void giveUpWith(CompletableFuture<?> step) {
        pending = step;
        if (result.isCancelled()) {
            step.cancel(false);
        }
    }

    private static @Nullable RequestFailedException failureOf(CompletableFuture<Frame> answer) {
        if (!answer.isCompletedExceptionally()) {
            return null;
        }
        return answer.handle((frame, failure) -> failure instanceof RequestFailedException failed ? failed : null)
                .join();
    }

    private void fail(Reason reason, String what, @Nullable Throwable cause) {
        end(new RequestFailedException(sender.id(), reason, Delivery.NOT_SENT, what, cause));
    }

    /** Listeners first: what follows the result may take its time. Who gave the request up knows why it ends. */
    private void end(RequestFailedException failure) {
        if (!result.isDone()) {
            pool.tell(failures().told(pool.name(), failure, time.nanoTime()));
        }
        result.completeExceptionally(failure);
    }

    private void note(Optional<Address> whom, String result) {
        failures().tried(whom, since, time.nanoTime(), result);
    }

    private FailedRequest failures() {
        FailedRequest known = failures;
        if (known == null) {
            known = new FailedRequest(deadline - timeout.toNanos());
            failures = known;
        }
        return known;
    }

    /** Reads the clock, and takes note that a step begins. */
    private Duration left() {
        since = time.nanoTime();
        return Duration.ofNanos(deadline - since);
    }

    /** Puts the request onto a connection, under its own id or one of the connection's. */
    interface Sender {

        CompletableFuture<Frame> send(MultiplexedConnection connection, Duration timeout);

        /** For messages: the caller's id, or 0. */
        long id();
    }
}
