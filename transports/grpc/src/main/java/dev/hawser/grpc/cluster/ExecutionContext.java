// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.endpoint.Address;
import dev.hawser.time.Time;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One attempt at an operation, as the operation sees it. Calls that it makes over its client get the attempt's deadline by
 * themselves, as long as it makes them on the thread it is run by.
 */
public final class ExecutionContext {

    /** How the channels below the clients know which attempt a call belongs to. */
    static final Context.Key<ExecutionContext> CURRENT = Context.key("hawser-execution");

    private final int attempt;
    private final Address endpoint;
    private final Time time;
    private final long deadline;
    private final long deadlineOfAll;
    private final long begunAt;
    private volatile String called = "";

    /**
     * @param deadline of this attempt
     * @param deadlineOfAll of the whole operation
     */
    ExecutionContext(int attempt, Address endpoint, Time time, long deadline, long deadlineOfAll) {
        this.attempt = attempt;
        this.endpoint = endpoint;
        this.time = time;
        this.deadline = deadline;
        this.deadlineOfAll = deadlineOfAll;
        this.begunAt = time.nanoTime();
    }

    /** 1 for the first. */
    public int attempt() {
        return attempt;
    }

    /** The node that the client talks to. */
    public Address endpoint() {
        return endpoint;
    }

    /** How long this attempt may still take: the attempt's time-out or what is left of the whole, whichever is shorter. */
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos());
    }

    /** It makes a call. */
    void calls(String method) {
        called = method;
    }

    /** The method it has called last; empty if none. */
    String called() {
        return called;
    }

    long begunAt() {
        return begunAt;
    }

    long remainingNanos() {
        return Math.max(0, deadline - time.nanoTime());
    }

    /** When the operation must be over, whatever is tried: for gRPC. */
    Deadline deadlineOfAll() {
        return Deadline.after(Math.max(0, deadlineOfAll - time.nanoTime()), TimeUnit.NANOSECONDS);
    }
}
