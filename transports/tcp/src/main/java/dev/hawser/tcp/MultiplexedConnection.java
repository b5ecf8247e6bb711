// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.tcp.RequestFailedException.Reason;
import dev.hawser.tcp.Requests.Ending;
import dev.hawser.time.Time;
import dev.hawser.transport.Hold;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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
     * State        requests: open ─drain→ draining ─last answer, or time→ ended; open ─failure→ ended.
     * Who changes  requests: any thread under `lock`: senders admit, the reader takes answered ones out, the timer and
     *              cancelling callers abandon, whoever finds a failure ends. Only the first end has effects.
     * Never        under the lock: read, write, close, encode, complete a future, set a timer, call a hold.
     * Hot path     send: encode, lock to admit, one timer, one write. Answer: lock to take out, complete.
     * Why it holds A request is completed by the thread that took it out of the table, and it is in there once: so it
     *              is completed once, by its own answer or a failure. It is put there before it is written, so an
     *              answer cannot come too early; and an end takes out all that are there and lets no more in, so none
     *              is left behind.
     *              Holder: the hold is stored before `requests` is asked whether it has ended, and told after the end:
     *              at least one of the two sees the other, and telling twice does no harm.
     */

    /** How long past a request's deadline its half-written frame may hold up the connection. */
    private static final Duration WRITE_GRACE = Duration.ofMillis(100);

    private final Wire wire;
    private final Framing framing;
    private final MultiplexOptions options;
    private final Crew crew;
    private final Time time;
    private final RequestIds ids;
    private final Outbox outbox;
    private final SilenceWatch silence;
    private final ReentrantLock lock = new ReentrantLock();
    private final Requests requests;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Hold holder;
    private volatile @Nullable Thread reader;

    private MultiplexedConnection(Wire wire, Framing framing, MultiplexOptions options, Crew crew, long firstId) {
        this.wire = wire;
        this.framing = framing;
        this.options = options;
        this.crew = crew;
        this.time = crew.time();
        this.ids = new RequestIds(framing.idBits(), firstId);
        this.requests = new Requests(options);
        this.outbox = new Outbox(wire.out, crew::run, options.maxQueuedBytes(), this::lost);
        this.silence = new SilenceWatch(time, options.silenceTimeout(), () -> inFlight() > 0, this::silent);
    }

    /** Takes a connection over and starts to read from it. */
    static MultiplexedConnection start(
            Wire wire, Framing framing, MultiplexOptions options, Crew crew, long firstId) {
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
            return failed(id, Reason.TIMED_OUT, "no time left: " + timeout, null);
        }
        Request request;
        try {
            request = new Request(id, framing.encode(id, body), timeout);
        } catch (RuntimeException e) {
            return failed(id, Reason.UNFIT, Text.of(e), e);
        }
        int[] waiting = new int[1];
        Optional<RequestFailedException> refusal = locked(() -> {
            var refused = requests.admit(request);
            waiting[0] = requests.inFlight();
            return refused;
        });
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        watch(request, waiting[0] == 1);
        if (!outbox.write(request)) {
            giveBack(request);
        }
        return request.answer;
    }

    private void watch(Request request, boolean first) {
        request.expireBy(time.schedule(request.timeout.toNanos(), () -> expire(request)));
        silence.expect(first);
        var ignored = request.answer.whenComplete((frame, failure) -> {
            if (!request.isSettled()) {
                abandon(request, request.withdraw()); // its caller cancelled or completed it
            }
        });
    }

    private void giveBack(Request request) {
        locked(() -> {
            requests.refused(request);
            return true;
        });
        String what = outbox.queuedBytes() + " bytes wait to be written (at most " + options.maxQueuedBytes() + ")";
        fail(request, new RequestFailedException(request.id, Reason.BACKLOG, request.withdraw(), what, null));
        settleRest();
    }

    private void expire(Request request) {
        Delivery delivery = request.withdraw();
        if (!abandon(request, delivery)) {
            return;
        }
        String what = "no answer from " + wire.address + " within " + Text.of(request.timeout);
        var failure = new RequestFailedException(request.id, Reason.TIMED_OUT, delivery, what, null);
        elsewhere(() -> fail(request, failure));
        if (delivery == Delivery.UNKNOWN && request.isStuck()) {
            time.schedule(WRITE_GRACE.toNanos(), () -> {
                if (request.isStuck()) {
                    lost(new SocketTimeoutException("the peer does not read: a request could not be written within "
                            + Text.of(request.timeout)));
                }
            });
        }
    }

    private boolean abandon(Request request, Delivery delivery) {
        boolean mine = locked(() -> requests.abandon(request, delivery));
        if (mine) {
            request.settle();
            settleRest();
        }
        return mine;
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
                    answer(frame);
                }
            });
        } catch (IOException | RuntimeException | Error e) {
            lost(e);
        } finally {
            reader = null;
            current.setName(name);
        }
    }

    private void answer(Frame frame) throws IOException {
        Optional<Request> request;
        lock.lock();
        try {
            request = requests.answered(frame.id());
        } finally {
            lock.unlock();
        }
        request.ifPresent(r -> {
            r.settle();
            r.answer.complete(frame);
            settleRest();
        });
    }

    /** After a request has gone: lets one in that waits for room, ends a connection that is drained. */
    private void settleRest() {
        boolean[] drained = new boolean[1];
        Optional<CompletableFuture<Void>> freed = locked(() -> {
            drained[0] = requests.isDrained();
            return requests.freed();
        });
        freed.ifPresent(room -> elsewhere(() -> room.complete(null)));
        if (drained[0]) {
            abort();
        }
    }

    private void silent() {
        String silenceText = options.silenceTimeout().map(Text::of).orElse("");
        lost(new SocketTimeoutException("nothing received for " + silenceText + " with " + inFlight()
                + " requests in flight"));
    }

    private void lost(Throwable cause) {
        String what = "connection to " + wire.address + " lost: " + ConnectFailedException.reason(cause);
        end(new Ending(Reason.CONNECTION_LOST, what, cause));
    }

    private void end(Ending why) {
        Optional<List<Request>> rest = locked(() -> requests.end(why));
        if (rest.isEmpty()) {
            return;
        }
        wire.cut();
        Hold current = holder;
        if (current != null) {
            current.invalidate(causeOf(why));
        }
        elsewhere(() -> {
            rest.get().forEach(request -> fail(request, request.withdraw(), why));
            settleRest();
            ended.complete(null);
        });
    }

    private void fail(Request request, Delivery delivery, Ending why) {
        fail(request, new RequestFailedException(request.id, why.reason(), delivery, why.what(), why.cause()));
    }

    private static void fail(Request request, RequestFailedException failure) {
        request.settle();
        request.answer.completeExceptionally(failure);
    }

    /** Completes futures on a thread that may run what depends on them, and not on a timer's. */
    private void elsewhere(Runnable completion) {
        try {
            crew.run(completion);
        } catch (RejectedExecutionException shutDown) {
            completion.run();
        }
    }

    /** Completes when another request may fit, or none ever will. */
    CompletableFuture<Void> room() {
        return locked(requests::room);
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
        return locked(requests::isOpen);
    }

    /** Why it takes no more, once it has ended. */
    Optional<Ending> ending() {
        return locked(requests::ending);
    }

    private int inFlight() {
        return locked(requests::inFlight);
    }

    public MultiplexSnapshot snapshot() {
        return locked(() -> requests.snapshot(outbox.queuedBytes()));
    }

    /**
     * Takes no more requests, and ends the connection when the last answer has come or the time is up; what waits then
     * fails. Does not block.
     *
     * @return completes when the connection has ended
     */
    public CompletableFuture<Void> drain(Duration timeout) {
        boolean first = locked(() -> {
            boolean open = requests.isOpen();
            requests.drain();
            return open;
        });
        if (first && inFlight() > 0) {
            String what = "the connection was closed; no answer within " + Text.of(timeout) + " of that";
            time.schedule(timeout.toNanos(), () -> end(new Ending(Reason.CLOSED, what, null)));
        }
        settleRest();
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

    /** Ends the connection now. */
    void abort() {
        end(new Ending(Reason.CLOSED, "the connection was closed", null));
    }

    private <T> CompletableFuture<T> failed(long id, Reason reason, String what, @Nullable Throwable cause) {
        return CompletableFuture.failedFuture(
                new RequestFailedException(id, reason, Delivery.NOT_SENT, what, cause));
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "multiplexed connection to " + wire.address + " " + snapshot();
    }
}
