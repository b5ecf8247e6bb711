// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.client.ConnectionPool;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.tcp.RequestFailedException.Reason;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The front door to multiplexed requests: a pool of connections, each with many requests in flight.
 *
 * <p>A request leases a connection for as long as it takes to send it; the answer arrives on that connection later, and
 * meanwhile others use it. Where all are full, requests queue in order of arrival until their deadline. A request whose
 * connection is lost moves to another one if it is certain that it had not been sent, and fails with
 * {@link RequestFailedException} otherwise.
 *
 * <p>Safe for use by any thread; {@link #send} does not block, but for the writing of the frame itself. See
 * {@link MultiplexedConnection} for the threads that complete futures.
 *
 * <pre>{@code
 * try (MultiplexedPool pool = MultiplexedPool.to("static:10.0.0.1:7001", framing).build()) {
 *     CompletableFuture<Frame> answer = pool.send(ByteBuffer.wrap(body));
 * }
 * }</pre>
 */
public final class MultiplexedPool implements AutoCloseable, Viewed {

    private final ConnectionPool<MultiplexedConnection> connections;
    private final MultiplexedTransport transport;
    private final Attendance attendance = new Attendance();
    private volatile boolean closed;

    MultiplexedPool(ConnectionPool<MultiplexedConnection> connections, MultiplexedTransport transport) {
        this.connections = connections;
        this.transport = transport;
    }

    /** Connections to what the target names, such as {@code static:10.0.0.1:7001,10.0.0.2:7001}. */
    public static MultiplexedPoolBuilder to(String target, Framing framing) {
        return to(Targets.parse(target), framing);
    }

    /** Connections to what discovery finds. */
    public static MultiplexedPoolBuilder to(Discovery discovery, Framing framing) {
        return new MultiplexedPoolBuilder(discovery, framing);
    }

    /** Sends a request under an id of the connection's choice, with the default time-out. */
    public CompletableFuture<Frame> send(ByteBuffer body) {
        return send(body, transport.options().requestTimeout());
    }

    /** Sends a request under an id of the connection's choice. */
    public CompletableFuture<Frame> send(ByteBuffer body, Duration timeout) {
        ByteBuffer held = body.duplicate();
        return dispatch(timeout, new Dispatch.Sender() {
            @Override
            public CompletableFuture<Frame> send(MultiplexedConnection connection, Duration left) {
                return connection.send(held, left);
            }

            @Override
            public long id() {
                return 0;
            }
        });
    }

    /** Sends a request under an id of the caller's choice, with the default time-out. */
    public CompletableFuture<Frame> send(long id, ByteBuffer body) {
        return send(id, body, transport.options().requestTimeout());
    }

    /**
     * Sends a request under an id of the caller's choice. The id must be unique on a connection, and so, for whoever
     * does not know which connection it will be, among all the requests of the pool.
     *
     * @param body what remains in it is sent; its content must not change until the answer is there
     * @param timeout until the answer must be there
     * @return completes with the answer, or exceptionally with {@link RequestFailedException}; cancelling it gives the
     *     request up
     */
    public CompletableFuture<Frame> send(long id, ByteBuffer body, Duration timeout) {
        ByteBuffer held = body.duplicate();
        return dispatch(timeout, new Dispatch.Sender() {
            @Override
            public CompletableFuture<Frame> send(MultiplexedConnection connection, Duration left) {
                return connection.send(id, held, left);
            }

            @Override
            public long id() {
                return id;
            }
        });
    }

    private CompletableFuture<Frame> dispatch(Duration timeout, Dispatch.Sender sender) {
        if (!attendance.enter()) {
            return CompletableFuture.failedFuture(new RequestFailedException(
                    sender.id(), Reason.CLOSED, Delivery.NOT_SENT, "the pool is closed", null));
        }
        CompletableFuture<Frame> answer = new Dispatch(connections, transport.crew(), sender, timeout).start();
        var ignored = answer.whenComplete((frame, failure) -> attendance.leave());
        return answer;
    }

    /** The connections, to look at or to lease one for a conversation of several frames. Closed with this pool. */
    public ConnectionPool<MultiplexedConnection> connections() {
        return connections;
    }

    /** That of {@link #connections()}: a lease is one request being sent, which ends before its answer comes. */
    @Override
    public PoolView view() {
        return connections.view();
    }

    /** That of {@link #connections()}. An answer that is still to come from a drained endpoint is waited for. */
    @Override
    public PoolControl control() {
        return connections.control();
    }

    @Override
    public boolean isClosed() {
        return closed || connections.isClosed();
    }

    /** Requests that wait: for a connection, or for their answers. */
    public int inFlight() {
        return attendance.inside();
    }

    /** Closes the pool, giving requests {@link MultiplexOptions#drainTimeout()} to be answered. */
    @Override
    public void close() {
        close(transport.options().drainTimeout());
    }

    /**
     * Refuses new requests, waits until those in flight are answered or the time is up, fails the rest, and ends
     * connections and threads. Idempotent. An interrupt ends the waiting, not the closing.
     */
    public void close(Duration drain) {
        closed = true;
        try {
            attendance.close().get(drain.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What is left fails when its connection is closed.
        }
        transport.stopDraining();
        connections.close(Duration.ZERO);
    }
}
