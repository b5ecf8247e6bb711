// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import static java.util.Objects.requireNonNull;

import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.jfr.Flight;
import dev.hawser.pool.Lease;
import dev.hawser.pool.Slot;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The pool over a fleet of endpoints: a lock-free way to what is idle, and a locked way to everything else.
 *
 * @param <C> the connection
 */
final class FleetPool<C> implements ConnectionPool<C>, PoolSetup.Ends<C> {
    /*
     * State        Dispatcher has the members, the queue and the attempts; each member's EndpointPool has the slots.
     *              Front has what is read without the lock: the fleet, and whether somebody waits.
     * Who changes  Slots: see Slot. All else: Dispatcher, under the lock of its Shell.
     * Never        under the lock: connect, probe, close, complete a waiter, call a listener, log. The Dispatcher returns
     *              these as Effects, run in order after unlocking. On the hot path: lock, wait, allocate more than the lease.
     * Hot path     lease()  reads front.queueing; if false, picks an endpoint from the fleet and leases an idle connection
     *                       of it: one CAS, which is the moment of the lease. If there is none, the slow path.
     *              close()  of a lease makes the slot IDLE, then reads front.waiting; if true, locks and serves.
     * Why it holds No lost wake-up: a waiter sets front.waiting (under the lock), then looks at the slots of its turn and, if
     *              nothing is under way for it, at all slots. A return sets IDLE, then reads front.waiting. All four are
     *              volatile, so at least one of the two sees the other. Looking before announcing would let a waiter sleep
     *              beside an idle slot.
     *              In an unfair pool the return nudges the first waiter instead, which looks at all slots after taking the
     *              nudge back; who finds it set returned before that look, so the look sees what was returned.
     *              Order: who reads queueing queues; only a caller that read false before a waiter queued may pass it.
     *              A stale fleet does no harm: a member that has been removed has no slot that is IDLE.
     *              Checked by WaitingStressTest and CrowdStressTest, by the simulation in testing/spec, and decided in
     *              docs/decisions/0002-lock-free-lease.md.
     */
    private static final long NO_DEADLINE = 0;

    private final PoolSetup<C> setup;
    private final Front<C> front;
    private final Engine<C> engine;
    private final Closing closing;
    private final boolean fair;

    /** Nothing but {@link #isClosed} reads it: callers find out from the engine. */
    private volatile boolean closed;

    FleetPool(Engine.Parts<C> parts) {
        this.front = new Front<>();
        this.engine = new Engine<>(parts, this, front);
        this.closing = new Closing(engine);
        this.setup = engine.setup();
        this.fair = setup.waiting().fairness() == WaitOptions.Fairness.FAIR;
    }

    void start() {
        engine.start();
    }

    // ---- leasing

    @Override
    public Lease<C> tryAcquire() throws InterruptedException {
        return acquire(Waiter.Patience.NONE, NO_DEADLINE);
    }

    @Override
    public Lease<C> acquire() throws InterruptedException {
        return acquire(Waiter.Patience.ENDLESS, NO_DEADLINE);
    }

    @Override
    public Lease<C> acquire(Duration timeout) throws InterruptedException {
        return acquire(Waiter.Patience.DEADLINE, nanosOf(timeout));
    }

    private Lease<C> acquire(Waiter.Patience patience, long timeoutNanos) throws InterruptedException {
        Member<C> turn = front.queueing ? null : front.fleet.next();
        Lease<C> lease = turn == null ? null : turn.tryLease();
        return lease != null ? lease : queue(patience, timeoutNanos, turn);
    }

    private Lease<C> queue(Waiter.Patience patience, long timeoutNanos, @Nullable Member<C> turn)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Thread caller = Thread.currentThread();
        long now = setup.time().nanoTime();
        Waiter<C> waiter = new Waiter<>(patience, now, now + timeoutNanos, true, () -> LockSupport.unpark(caller));
        if (setup.isTracked()) {
            waiter.withStack();
        }
        engine.decideNow((core, at, effects) -> core.arrive(waiter, turn, at, effects));
        return await(waiter);
    }

    private Lease<C> await(Waiter<C> waiter) throws InterruptedException {
        while (!waiter.isDone()) {
            if (Thread.interrupted()) {
                leave(waiter);
                waiter.wait.record(setup.name(), "", Flight.GIVEN_UP);
                throw new InterruptedException();
            }
            long left = waiter.patience == Waiter.Patience.DEADLINE
                    ? waiter.deadline - setup.time().nanoTime()
                    : Long.MAX_VALUE;
            if (waiter.takeNudge()) {
                engine.decideNow((core, at, effects) -> core.lookAgain(at, effects));
            } else if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else {
                engine.decideNow((core, at, effects) -> core.expire(waiter, at, effects));
                awaitDecided(waiter);
            }
        }
        return outcome(waiter);
    }

    /** A caller that goes away: takes itself out of the queue, or gives back what it has been given meanwhile. */
    private void leave(Waiter<C> waiter) {
        engine.decideNow((core, at, effects) -> core.withdraw(waiter, at, effects));
        if (!waiter.withdrawn) {
            awaitDecided(waiter);
            Lease<C> unwanted = waiter.lease();
            if (unwanted != null) {
                unwanted.close();
            }
        }
    }

    /** The outcome was decided under the lock; the thread that decided is about to deliver it. */
    private void awaitDecided(Waiter<C> waiter) {
        boolean interrupted = false;
        while (!waiter.isDone()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Lease<C> outcome(Waiter<C> waiter) {
        Lease<C> lease = waiter.lease();
        if (lease != null) {
            waiter.wait.record(setup.name(), lease.endpoint().address(), Flight.SERVED);
            return lease;
        }
        Refused refusal = waiter.refusal();
        if (refusal == null) {
            throw new IllegalStateException("a waiter was woken without an outcome");
        }
        waiter.wait.record(
                setup.name(), "", refusal.inAWord(waiter.isExpired(setup.time().nanoTime())));
        throw refusal.exception();
    }

    @Override
    public CompletableFuture<Lease<C>> acquireAsync(Duration timeout) {
        long timeoutNanos = nanosOf(timeout);
        Member<C> turn = front.queueing ? null : front.fleet.next();
        Lease<C> lease = turn == null ? null : turn.tryLease();
        return lease != null
                ? CompletableFuture.completedFuture(lease)
                : new AsyncWait<>(engine, turn, timeoutNanos).future();
    }

    private static long nanosOf(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 0)");
        }
        try {
            return Math.min(timeout.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException longerThanALong) {
            return Long.MAX_VALUE / 2;
        }
    }

    // ---- endings of leases, on the thread that ended them

    @Override
    public void returned(Member<C> member) {
        if (front.waiting.isRaised()) {
            if (fair) {
                engine.decide((core, now, effects) -> core.returned(member, now, effects));
            } else {
                engine.nudge(front);
            }
        }
    }

    @Override
    public void ended(Member<C> member, Slot<C> slot, CloseReason reason, @Nullable Throwable cause) {
        engine.close(member, slot, reason, cause);
    }

    @Override
    public void misused(Member<C> member, String mistake) {
        engine.tell(new PoolEvent.LeaseMisused(setup.name(), member.address(), mistake));
    }

    // ---- the rest

    @Override
    public String name() {
        return setup.name();
    }

    @Override
    public void tell(PoolEvent event) {
        engine.tell(requireNonNull(event, "event"));
    }

    @Override
    public PoolView view() {
        return engine.look(Views::of);
    }

    @Override
    public PoolControl control() {
        return EndpointControl.control(engine);
    }

    @Override
    public PoolSnapshot snapshot() {
        return engine.look(Snapshots::of);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        close(ConnectionPoolBuilder.DEFAULT_CLOSE_TIMEOUT);
    }

    @Override
    public void close(Duration drain) {
        long nanos = nanosOf(drain);
        closed = true;
        closing.close(nanos);
    }

    @Override
    public String toString() {
        return "ConnectionPool[" + setup.name() + "]";
    }
}
