// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.tcp.RequestFailedException.Reason;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection: which wait for an answer, which did and gave up. Decides, and does nothing: for one
 * thread at a time, no clock, no future completed.
 */
final class Requests {

    private final MultiplexOptions options;
    private final Map<Long, Request> inFlight = new HashMap<>();

    /** Ids of requests that were sent and then given up, the oldest first: their answers may still come. */
    private final Set<Long> abandoned = new LinkedHashSet<>();

    private @Nullable Ending ending;
    private boolean draining;
    private @Nullable CompletableFuture<Void> room;
    private long accepted;
    private long answered;
    private long timedOut;
    private long lateReplies;

    Requests(MultiplexOptions options) {
        this.options = options;
    }

    /** Takes a request in, or says why not. */
    Optional<RequestFailedException> admit(Request request) {
        if (ending != null) {
            return refuse(request, ending.reason(), ending.what(), ending.cause());
        }
        if (draining) {
            return refuse(request, Reason.CLOSED, "the connection is being closed", null);
        }
        if (inFlight.containsKey(request.id)) {
            return refuse(request, Reason.DUPLICATE_ID, "a request with this id waits for its answer", null);
        }
        if (abandoned.contains(request.id)) {
            return refuse(request, Reason.DUPLICATE_ID, "the answer to an earlier request with this id may come", null);
        }
        if (isFull()) {
            String what = inFlight.size() + " of " + options.maxInFlight() + " requests in flight";
            return refuse(request, Reason.TOO_MANY, what, null);
        }
        inFlight.put(request.id, request);
        accepted++;
        return Optional.empty();
    }

    private static Optional<RequestFailedException> refuse(
            Request request, Reason reason, String what, @Nullable Throwable cause) {
        return Optional.of(new RequestFailedException(request.id, reason, Delivery.NOT_SENT, what, cause));
    }

    /**
     * Takes out the request that an answer belongs to; empty if it is late.
     *
     * @throws ProtocolException if nobody asked for it: the peer has lost count, and no answer of its can be trusted
     */
    Optional<Request> answered(long id) throws ProtocolException {
        Request request = inFlight.get(id);
        if (request == null) {
            if (abandoned.remove(id)) {
                lateReplies++;
                return Optional.empty();
            }
            throw new ProtocolException(
                    "answer with unknown id " + Long.toUnsignedString(id) + ": no request with it, or answered before");
        }
        if (request.isQueued()) {
            throw new ProtocolException("answer with id " + Long.toUnsignedString(id) + " to a request not sent yet");
        }
        inFlight.remove(id);
        answered++;
        return Optional.of(request);
    }

    /** Takes a request out whose time has passed or whose caller gave up; false if it was out already. */
    boolean abandon(Request request, Delivery delivery) {
        if (!inFlight.remove(request.id, request)) {
            return false;
        }
        timedOut++;
        if (delivery == Delivery.UNKNOWN && options.rememberedIds() > 0) {
            abandoned.add(request.id);
            if (abandoned.size() > options.rememberedIds()) {
                Iterator<Long> oldest = abandoned.iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return true;
    }

    /** Takes a request out that could not be queued. */
    void refused(Request request) {
        if (inFlight.remove(request.id, request)) {
            accepted--;
        }
    }

    /** Lets nothing in any more. */
    void drain() {
        draining = true;
    }

    /** Takes all requests out and lets nothing in any more; says whether it was the first to end it. */
    Optional<List<Request>> end(Ending why) {
        if (ending != null) {
            return Optional.empty();
        }
        ending = why;
        List<Request> rest = new ArrayList<>(inFlight.values());
        inFlight.clear();
        abandoned.clear();
        return Optional.of(rest);
    }

    /** Completes when another request may fit, or none ever will. */
    CompletableFuture<Void> room() {
        if (!isFull() || !isOpen()) {
            return CompletableFuture.completedFuture(null);
        }
        if (room == null) {
            room = new CompletableFuture<>();
        }
        return room;
    }

    /** Who waits for room and has it now; asked after each change. */
    Optional<CompletableFuture<Void>> freed() {
        CompletableFuture<Void> waiting = room;
        if (waiting == null || (isFull() && isOpen())) {
            return Optional.empty();
        }
        room = null;
        return Optional.of(waiting);
    }

    boolean isOpen() {
        return ending == null && !draining;
    }

    boolean isDrained() {
        return draining && ending == null && inFlight.isEmpty();
    }

    private boolean isFull() {
        return inFlight.size() >= options.maxInFlight();
    }

    int inFlight() {
        return inFlight.size();
    }

    Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    MultiplexSnapshot snapshot(int queuedBytes) {
        return new MultiplexSnapshot(isOpen(), inFlight.size(), queuedBytes, accepted, answered, timedOut, lateReplies);
    }

    /** Why a connection takes no more requests. */
    record Ending(Reason reason, String what, @Nullable Throwable cause) {}
}
