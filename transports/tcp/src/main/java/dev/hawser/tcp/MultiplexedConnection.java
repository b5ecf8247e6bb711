// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.tcp.RequestFailedException.Reason;
import dev.hawser.tcp.Requests.Ending;
import dev.hawser.transport.Hold;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which many requests wait for their answers at the same time; an answer is known by its id.
 *
 * <p>A request that its connection cannot take fails alone: an id in use, too many in flight, too long a frame. An
 * answer to a request that has timed out is dropped and counted. Everything that shows that the two sides no longer
 * agree ends the connection, and all its requests fail at once with the cause: an answer with an unknown id or a second
 * one with the same, bytes that are no frame, a frame that is too long, silence for longer than
 * {@link MultiplexOptions#silenceTimeout()}, a request that cannot be written because the peer does not read.
 * {@link RequestFailedException#delivery()} says what the peer can have got. Not noticed: a peer that puts the ids of
 * two waiting requests onto each other's answers.
 *
 * <p>{@link #send} copies the body and does not wait for the answer, for room, or for requests of others. If nobody is
 * writing it writes on the caller's thread, and so waits for a peer that reads slowly, for a tenth of a second past the
 * request's deadline at the most.
 *
 * <p>Safe for use by any thread. One thread of the executor reads, for as long as the connection lives. It completes
 * the futures of answers, so what depends on them must not block, or use the {@code …Async} methods; failures are
 * completed by other threads of the executor.
 */
public final class MultiplexedConnection implements AutoCloseable {
    /*
     * State        that of InFlight. holder: the latest hold of a lease. reader: the thread that reads, while it does.
     * Who changes  holder: the thread that lends. reader: itself.
     * Never        a lock, beside InFlight's. What ends the connection closes the socket, and so ends the reader and a
     *              writer that hangs.
     * Hot path     send: encode, admit, write. Answer: take out, complete.
     * Why it holds Holder: the hold is stored before it is asked whether the connection has ended, and told after the
     *              end: at least one of the two sees the other, and telling twice does no harm.
     */
    private final Wire wire;
    private final Framing framing;
    private final MultiplexOptions options;
    private final RequestIds ids;
    private final InFlight requests;
    private final Outbox outbox;
    private final SilenceWatch silence;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Hold holder;
    private volatile @Nullable Thread reader;

    private MultiplexedConnection(Wire wire, Framing framing, MultiplexOptions options, Crew crew, long firstId) {
        this.wire = wire;
        this.framing = framing;
        this.options = options;
        this.ids = new RequestIds(framing.idBits(), firstId);
        this.requests = new InFlight(wire.address.toString(), options, crew, new Reactions());
        this.outbox = new Outbox(wire.out, crew::run, options.maxQueuedBytes(), this::lost);
        this.silence =
                new SilenceWatch(crew.time(), options.silenceTimeout(), () -> requests.count() > 0, this::silent);
    }

    /** Takes a connection over and starts to read from it. */
    static MultiplexedConnection start(Wire wire, Framing framing, MultiplexOptions options, Crew crew, long firstId) {
        var connection = new MultiplexedConnection(wire, framing, options, crew, firstId);
        crew.run(connection::read);
        return connection;
    }

    /** Whom the connection leads to, as discovery named it. */
    public Address address() {
        return wire.address;
    }

    /** Sends a request under an id of the connection's own choice, each used once, with the default time-out. */
    public CompletableFuture<Frame> send(ByteBuffer body) {
        return send(body, options.requestTimeout());
    }

    /** Sends a request under an id of the connection's own choice, each used once. */
    public CompletableFuture<Frame> send(ByteBuffer body, Duration timeout) {
        OptionalLong id = ids.next();
        if (id.isEmpty()) {
            // The pool replaces a connection that takes no more.
            var ignored = drain(options.drainTimeout());
            return failed(0, Reason.CLOSED, "all ids of " + framing.idBits() + " bits are used up", null);
        }
        return send(id.getAsLong(), body, timeout);
    }

    /** Sends a request under an id of the caller's choice, with the default time-out. */
    public CompletableFuture<Frame> send(long id, ByteBuffer body) {
        return send(id, body, options.requestTimeout());
    }

    /**
     * Sends a request under an id of the caller's choice, which must not be used again as long as its answer, or a
     * second one by mistake, could come.
     *
     * @param body what remains in it is sent; copied
     * @param timeout until the answer must be there, more than 0
     * @return completes with the answer, or exceptionally with {@link RequestFailedException}; cancelling it gives the
     *     request up
     */
    public CompletableFuture<Frame> send(long id, ByteBuffer body, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            return failed(id, Reason.TIMED_OUT, "no time left", null);
        }
        Request request;
        try {
            request = new Request(id, framing.encode(id, body), timeout);
        } catch (RuntimeException e) {
            return failed(id, Reason.UNFIT, Text.of(e), e);
        }
        Optional<RequestFailedException> refusal = requests.admit(request);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        if (!outbox.write(request)) {
            requests.giveBack(
                    request,
                    outbox.queuedBytes() + " bytes wait to be written (at most " + options.maxQueuedBytes() + ")");
        }
        return request.answer;
    }

    private static <T> CompletableFuture<T> failed(long id, Reason reason, String what, @Nullable Throwable cause) {
        return CompletableFuture.failedFuture(new RequestFailedException(id, reason, Delivery.NOT_SENT, what, cause));
    }

    private void read() {
        Thread current = Thread.currentThread();
        String name = current.getName();
        current.setName("hawser-reader-" + wire.address);
        reader = current;
        try {
            new FrameReader(wire.in, framing).run(new FrameReader.Sink() {
                @Override
                public void heard() {
                    silence.heard();
                }

                @Override
                public void frame(Frame frame) throws IOException {
                    requests.answer(frame);
                }
            });
        } catch (IOException | RuntimeException | Error e) {
            lost(e);
        } finally {
            reader = null;
            current.setName(name);
        }
    }

    private void silent() {
        String limit = options.silenceTimeout().map(Text::of).orElse("");
        lost(new SocketTimeoutException(
                "nothing received for " + limit + " with " + requests.count() + " requests in flight"));
    }

    private void lost(Throwable cause) {
        String what = "connection to " + wire.address + " lost: " + ConnectFailedException.reason(cause);
        end(new Ending(Reason.CONNECTION_LOST, what, cause));
    }

    /** Ends the connection now. */
    void abort() {
        end(new Ending(Reason.CLOSED, "the connection was closed", null));
    }

    private void end(Ending why) {
        if (!requests.end(why, () -> ended.complete(null))) {
            return;
        }
        wire.cut();
        Hold current = holder;
        if (current != null) {
            current.invalidate(causeOf(why));
        }
    }

    /** Completes when another request may fit, or none ever will. */
    CompletableFuture<Void> room() {
        return requests.room();
    }

    /** Tells the holder of a lease when the connection ends, at once if it has. */
    void heldBy(Hold hold) {
        holder = hold;
        ending().ifPresent(why -> hold.invalidate(causeOf(why)));
    }

    private static Throwable causeOf(Ending why) {
        Throwable cause = why.cause();
        return cause == null ? new IOException(why.what()) : cause;
    }

    /** Whether requests are taken. */
    public boolean isOpen() {
        return requests.isOpen();
    }

    /** Why it takes no more, once it has ended. */
    Optional<Ending> ending() {
        return requests.ending();
    }

    public MultiplexSnapshot snapshot() {
        return requests.snapshot(outbox.queuedBytes());
    }

    /**
     * Takes no more requests, and ends the connection when the last answer has come or the time is up; what waits then
     * fails. Does not block.
     *
     * @return completes when the connection has ended
     */
    public CompletableFuture<Void> drain(Duration timeout) {
        String what = "the connection was closed; no answer within " + Text.of(timeout) + " of that";
        requests.drain(timeout, () -> end(new Ending(Reason.CLOSED, what, null)));
        return ended.copy();
    }

    /** Drains for at most {@link MultiplexOptions#drainTimeout()} and waits for that. An interrupt ends the waiting only. */
    @Override
    public void close() {
        CompletableFuture<Void> done = drain(options.drainTimeout());
        if (Thread.currentThread() == reader) {
            return; // called by what depends on an answer: waiting here would hold up the answers waited for
        }
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "multiplexed connection to " + wire.address + " " + snapshot();
    }

    private final class Reactions implements InFlight.Events {
        @Override
        public void waiting(boolean first) {
            silence.expect(first);
        }

        @Override
        public void stuck(Request request) {
            lost(new SocketTimeoutException(
                    "the peer does not read: a request could not be written within " + Text.of(request.timeout)));
        }

        @Override
        public void drained() {
            abort();
        }
    }
}
