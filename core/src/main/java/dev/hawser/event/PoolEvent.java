// SPDX-License-Identifier: Apache-2.0
package dev.hawser.event;

import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened in a pool, in the past tense. Holds no secret.
 *
 * <p>Changes of state are events; each single lease is not, so that watching costs nothing on the hot path.
 *
 * <p>The order in which a listener hears of one pool:
 *
 * <pre>
 * EndpointsChanged                 first of all that is about the endpoints it adds
 *   EndpointStateChanged *         for each endpoint: the first from IDLE, each from where the one before has led
 *     ConnectFailed *              before the change of state that it leads to
 *     ConnectionOpened             before the change of state that it leads to
 *       LeaseWaited *              of whoever gets it, if that is by then a long wait
 *       ConnectionClosed           after its ConnectionOpened
 * EndpointsChanged                 removes it:
 *   EndpointStateChanged           to DRAINING, and from then on only
 *     ConnectionClosed *
 * PoolClosed                       once, and nothing after it
 * </pre>
 *
 * <p>A connection that came too late for its time-out is told of when it is closed only, as {@link CloseReason#LATE}. An
 * endpoint that comes back while it is DRAINING may go on from there or begin at IDLE again.
 *
 * <p>All others may come at any time before {@code PoolClosed}, and in any order to these and each other: what callers meet
 * ({@link LeaseRefused}, {@link LeaseMisused}, {@link LeaseLeaked}, {@link CallRetried}, {@link CallFailed}), what is told
 * of discovery ({@link DiscoveryFailed}, then {@link DiscoveryRecovered}), of the leader and of operators
 * ({@link LeaderChanged}, {@link EndpointSteered}). {@link EventsLost} stands where events are missing, to one event.
 */
public sealed interface PoolEvent {

    /** The name of the pool it happened in. */
    String pool();

    /** Discovery changed the set: each list may be empty, not all of them. */
    record EndpointsChanged(String pool, List<Address> added, List<Address> removed, List<Address> updated)
            implements PoolEvent {
        public EndpointsChanged {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
            updated = List.copyOf(updated);
        }
    }

    /** Discovery failed or gave an answer that was not used; the endpoints stay as they were. */
    record DiscoveryFailed(String pool, String source, String problem, Optional<Throwable> cause)
            implements PoolEvent {}

    /** Discovery gave a good answer again, so long after the first that was not used. */
    record DiscoveryRecovered(String pool, String source, Duration after) implements PoolEvent {}

    /**
     * An endpoint went from one state to another.
     *
     * @param why in words, never empty from a pool: what keeps it from serving, or what brought it back
     */
    record EndpointStateChanged(String pool, Address endpoint, EndpointState from, EndpointState to, String why)
            implements PoolEvent {}

    /** A connection was opened. */
    record ConnectionOpened(String pool, Address endpoint, Duration took) implements PoolEvent {}

    /**
     * Opening a connection failed.
     *
     * @param took how long it was tried for; the connect time-out, if it was that
     * @param failures in a row, with this one
     */
    record ConnectFailed(String pool, Address endpoint, Duration took, int failures, Throwable cause, Duration retryIn)
            implements PoolEvent {}

    /** A connection was closed by the pool. */
    record ConnectionClosed(String pool, Address endpoint, CloseReason reason, Optional<Throwable> cause)
            implements PoolEvent {}

    /**
     * A caller was refused a lease; the message is that of the exception it got.
     *
     * @param timedOut whether that was because its time was up
     */
    record LeaseRefused(String pool, Duration waited, boolean timedOut, String message) implements PoolEvent {}

    /**
     * A caller got its lease, or entered a connection, after it had waited noticeably.
     *
     * @param why in the words of a refusal, as things stood when it began to wait, give or take 10 ms
     */
    record LeaseWaited(String pool, Address endpoint, Duration waited, String why) implements PoolEvent {}

    /** A lease has been held for longer than the threshold, or was lost; with the stack that took it. */
    record LeaseLeaked(String pool, Address endpoint, Duration held, boolean lost, Throwable takenAt)
            implements PoolEvent {}

    /** A lease was closed or discarded a second time, which did no harm. */
    record LeaseMisused(String pool, Address endpoint, String mistake) implements PoolEvent {}

    /**
     * An attempt at a call failed, and another will be made after the delay; {@code attempt} is 1 for the first. Absent
     * is the endpoint if no connection could be had.
     */
    record CallRetried(String pool, String call, Optional<Address> endpoint, int attempt, String result, Duration delay)
            implements PoolEvent {}

    /**
     * A call failed for good: how, and all that was tried.
     *
     * @param took absent if its time was not taken
     */
    record CallFailed(
            String pool,
            String call,
            Outcome outcome,
            Optional<Duration> took,
            String message,
            List<TriedAttempt> attempts)
            implements PoolEvent {
        public CallFailed {
            attempts = List.copyOf(attempts);
        }
    }

    /**
     * One attempt of a call that failed. Absent is the endpoint if no connection could be had.
     *
     * @param begun after the call's beginning
     * @param took absent if its time was not taken
     */
    record TriedAttempt(Optional<Address> endpoint, String result, Duration begun, Optional<Duration> took) {}

    /** An operator drained an endpoint, changed its weight, or took that back; in words. */
    record EndpointSteered(String pool, Address endpoint, String what) implements PoolEvent {}

    /** This listener was too slow for so many events, the oldest that it had not heard of yet, and will never hear of them. */
    record EventsLost(String pool, long count) implements PoolEvent {}

    /** Another member leads now, as far as is known; absent if nobody is known to lead. */
    record LeaderChanged(String pool, Optional<Address> from, Optional<Address> to, String why) implements PoolEvent {}

    /** The pool was closed; nothing comes after this. Which of two pools of one name it was: see {@code Viewed.isClosed}. */
    record PoolClosed(String pool) implements PoolEvent {}
}
