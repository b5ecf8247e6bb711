// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.endpoint.Text;
import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.tcp.RequestFailedException.Reason;
import dev.hawser.tcp.Requests.Ending;
import dev.hawser.time.Time;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The requests of one connection, made safe for many threads, with their deadlines; completes each exactly once. */
final class InFlight {
    /*
     * State        requests: open ─drain→ draining ─last answer, or time→ ended; open ─failure→ ended.
     * Who changes  requests: any thread under `lock`: senders admit, the reader takes answered ones out, the timer and
     *              cancelling callers abandon, whoever finds a failure ends. Only the first end has effects.
     * Never        under the lock: read, write, close, encode, complete a future, set a timer.
     * Hot path     sending: lock to admit, one timer. Answering: lock to take out, complete.
     * Why it holds A request is completed by the thread that took it out of the table, and it is in there once: so it
     *              is completed once, by its own answer or a failure. It is put there before it is written, so an
     *              answer cannot come too early; and an end takes out all that are there and lets no more in, so none
     *              is left behind.
     */

    /** How long past a request's deadline its half-written frame may hold up the connection. */
    private static final Duration WRITE_GRACE = Duration.ofMillis(100);

    private final String peer;

    /** Completes failures: what depends on them may take its time, and must not do so on a timer's thread. */
    private final Crew crew;

    private final Time time;
    private final Events events;
    private final ReentrantLock lock = new ReentrantLock();
    private final Requests requests;

    InFlight(String peer, MultiplexOptions options, Crew crew, Events events) {
        this.peer = peer;
        this.crew = crew;
        this.time = crew.time();
        this.events = events;
        this.requests = new Requests(options);
    }

    /** Takes a request in and sets its deadline, or says why not. */
    Optional<RequestFailedException> admit(Request request) {
        int[] waiting = new int[1];
        Optional<RequestFailedException> refusal = locked(() -> {
            var refused = requests.admit(request);
            waiting[0] = requests.inFlight();
            return refused;
        });
        if (refusal.isEmpty()) {
            events.waiting(waiting[0] == 1);
            request.expireBy(time.schedule(request.timeout.toNanos(), () -> expire(request)));
            var ignored = request.answer.whenComplete((frame, failure) -> {
                if (!request.isSettled()) {
                    abandon(request, request.withdraw()); // its caller cancelled or completed it
                }
            });
        }
        return refusal;
    }

    /** Fails a request that was admitted and then could not be queued. */
    void giveBack(Request request, String what) {
        locked(() -> {
            requests.refused(request);
            return true;
        });
        fail(request, new RequestFailedException(request.id, Reason.BACKLOG, request.withdraw(), what, null));
        settleRest();
    }

    /** Completes the request that the frame answers. */
    void answer(Frame frame) throws ProtocolException {
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

    private void expire(Request request) {
        Delivery delivery = request.withdraw();
        if (!abandon(request, delivery)) {
            return;
        }
        String what = "no answer from " + peer + " within " + Text.of(request.timeout);
        var failure = new RequestFailedException(request.id, Reason.TIMED_OUT, delivery, what, null);
        crew.finish(() -> fail(request, failure));
        if (delivery == Delivery.UNKNOWN && request.isStuck()) {
            time.schedule(WRITE_GRACE.toNanos(), () -> {
                if (request.isStuck()) {
                    events.stuck(request);
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

    /** After a request has gone: lets one in that waits for room, and tells when the last has gone. */
    private void settleRest() {
        boolean[] drained = new boolean[1];
        Optional<CompletableFuture<Void>> freed = locked(() -> {
            drained[0] = requests.isDrained();
            return requests.freed();
        });
        freed.ifPresent(room -> crew.finish(() -> room.complete(null)));
        if (drained[0]) {
            events.drained();
        }
    }

    /**
     * Ends everything: no request is let in any more, and all that wait fail.
     *
     * @param afterwards run when they have failed
     * @return whether this was the first end; any other has no effect
     */
    boolean end(Ending why, Runnable afterwards) {
        Optional<List<Request>> rest = locked(() -> requests.end(why));
        rest.ifPresent(all -> crew.finish(() -> {
            all.forEach(request -> fail(
                    request,
                    new RequestFailedException(request.id, why.reason(), request.withdraw(), why.what(), why.cause())));
            settleRest();
            afterwards.run();
        }));
        return rest.isPresent();
    }

    /** Lets no request in any more. When nobody waits that is told; {@code timeUp} runs if somebody does and the time is up. */
    void drain(Duration timeout, Runnable timeUp) {
        boolean first = locked(() -> {
            boolean open = requests.isOpen();
            requests.drain();
            return open;
        });
        if (first && count() > 0) {
            time.schedule(timeout.toNanos(), timeUp);
        }
        settleRest();
    }

    private static void fail(Request request, RequestFailedException failure) {
        request.settle();
        request.answer.completeExceptionally(failure);
    }

    /** Completes when another request may fit, or none ever will. */
    CompletableFuture<Void> room() {
        return locked(requests::room);
    }

    boolean isOpen() {
        return locked(requests::isOpen);
    }

    int count() {
        return locked(requests::inFlight);
    }

    Optional<Ending> ending() {
        return locked(requests::ending);
    }

    MultiplexSnapshot snapshot(int queuedBytes) {
        return locked(() -> requests.snapshot(queuedBytes));
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    /** What the connection does about its requests; called without the lock. */
    interface Events {

        /** A request waits for an answer; {@code first} if no other did. */
        void waiting(boolean first);

        /** The time of a request has passed, and its frame is half written. */
        void stuck(Request request);

        /** A connection that takes no more requests has answered the last. */
        void drained();
    }
}
