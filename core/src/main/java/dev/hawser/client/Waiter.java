// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.internal.engine.Wait;
import dev.hawser.pool.EndpointPool;
import dev.hawser.pool.Lease;
import org.jspecify.annotations.Nullable;

/**
 * One caller's request for a lease. It gets exactly one outcome, a lease or a refusal, and is then woken.
 *
 * @param <C> the connection
 */
final class Waiter<C> {

    /** How far a caller is ready to wait. */
    enum Patience {
        /** Only while a connection is being opened. */
        NONE,
        /** Until the deadline. */
        DEADLINE,
        /** For as long as it takes. */
        ENDLESS
    }

    final Patience patience;
    final Wait wait;
    final long deadline;
    final boolean hasThread;
    private final Runnable wake;

    private volatile @Nullable Lease<C> lease;
    private volatile @Nullable Refused refusal;
    private volatile boolean nudged;
    private @Nullable Throwable caller;

    /** Neighbours in the queue; the {@link WaitQueue}'s, under the client's lock. */
    @Nullable
    Waiter<C> previous;

    @Nullable
    Waiter<C> next;

    boolean queued;

    /** Whether the caller left the queue before an outcome was decided; written under the lock, read by the caller. */
    boolean withdrawn;

    /**
     * @param hasThread whether a thread waits, which can be made to look again
     * @param wake run after the outcome is there, without a lock
     */
    Waiter(Patience patience, long since, long deadline, boolean hasThread, Runnable wake) {
        this.hasThread = hasThread;
        this.patience = patience;
        this.wait = new Wait(since);
        this.deadline = deadline;
        this.wake = wake;
    }

    /** Remembers the calling thread's stack, which is whose stack a leak report is to show. */
    Waiter<C> withStack() {
        caller = EndpointPool.takenHere();
        return this;
    }

    @Nullable
    Throwable caller() {
        return caller;
    }

    boolean isExpired(long now) {
        return patience == Patience.DEADLINE && now - deadline >= 0;
    }

    void serve(Lease<C> given) {
        lease = given;
        wake.run();
    }

    void refuse(Refused why) {
        refusal = why;
        wake.run();
    }

    /**
     * Makes the caller look again, without an outcome. A flag beside the waking, because the thread may be parked for
     * something else just then, such as the lock, which would swallow a mere waking.
     */
    void nudge() {
        nudged = true;
        wake.run();
    }

    /** Whether there was a nudge since this was last asked. Asked by the caller's thread only. */
    boolean takeNudge() {
        boolean was = nudged;
        nudged = false;
        return was;
    }

    boolean isDone() {
        return lease != null || refusal != null;
    }

    @Nullable
    Lease<C> lease() {
        return lease;
    }

    @Nullable
    Refused refusal() {
        return refusal;
    }
}
