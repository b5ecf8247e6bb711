// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.discovery.follow.LastGoodWatch;
import dev.hawser.endpoint.Text;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.internal.engine.Nesting;
import dev.hawser.internal.Relay;
import dev.hawser.internal.Resources;
import dev.hawser.internal.jfr.Flight;
import dev.hawser.pool.Lease;
import dev.hawser.pool.Slot;
import dev.hawser.pool.Upkeep;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell around the {@link Dispatcher}: owns the lock, and does after unlocking what was decided under it.
 *
 * @param <C> the connection
 */
final class Engine<C> implements Effect.Actions<C> {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    /** After the drain, closing connections get this long to finish before the threads are ended under them. */
    private static final long LAST_CLOSES_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** And so do listeners to hear the last events; a listener that is quick needs none of it. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();

    @GuardedBy("lock")
    private final Dispatcher<C> core;

    @GuardedBy("lock")
    private boolean closing;

    /** No connection is left after the pool was closed; stays so. */
    private volatile boolean empty;

    /** That is so, and what led there has been told. */
    @GuardedBy("lock")
    private boolean announced;

    private final PoolSetup<C> setup;
    private final Parts<C> parts;
    /** The timers that are running: the alarm, the next sweep. */
    @GuardedBy("lock")
    private Time.Scheduled ringing = () -> {};

    @GuardedBy("lock")
    private Time.Scheduled sweeping = () -> {};

    private final Nesting<Effects<C>> nesting = new Nesting<>(effects -> effects.run(this));
    private final Relay relay;
    private final LastGoodWatch watch;
    private final OptionalLong sweepPeriod;

    Engine(Parts<C> parts, PoolSetup.Ends<C> ends, Front<C> front) {
        this.parts = parts;
        this.setup =
                new PoolSetup<>(parts.chosen(), parts.name(), parts.resources().time(), ends, front.waiting);
        this.relay = new Relay(new Relay.Terms(parts.name(), parts.resources(), this::callOut), parts.listeners());
        this.core = new Dispatcher<>(setup, front, setup.time().nanoTime());
        this.watch =
                new LastGoodWatch(parts.chosen().discovery, parts.chosen().follow, setup.time(), new Follower(this));
        this.sweepPeriod = new Upkeep(setup.lifetime(), 0).period();
    }

    /** Discovery in words. */
    String source() {
        return watch.source();
    }

    PoolSetup<C> setup() {
        return setup;
    }

    void start() {
        watch.start(parts.resources().executor());
        scheduleSweep();
    }

    /** Something happened: decides what to do about it under the lock, then does it. */
    void decide(Decision<C> decision) {
        Effects<C> effects = new Effects<>(relay);
        try {
            take(decision, effects);
        } finally {
            nesting.run(effects); // also if a balancer of the user's threw: what was decided before is owed
            announceEmpty();
        }
    }

    /** Like {@link #decide}, for a thread that is going to wait for the outcome: nothing is put off. */
    void decideNow(Decision<C> decision) {
        Effects<C> effects = new Effects<>(relay);
        try {
            take(decision, effects);
        } finally {
            nesting.runNow(effects);
            announceEmpty();
        }
    }

    private void take(Decision<C> decision, Effects<C> effects) {
        lock.lock();
        try {
            decision.take(core, setup.time().nanoTime(), effects);
            empty = closing && core.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Not before this thread is through with its effects: the pool's end is the last event. */
    private void announceEmpty() {
        if (!empty || nesting.isInside()) {
            return;
        }
        lock.lock();
        try {
            announced = true;
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Unfair pools: something was returned. The first waiter is told to look for it, once until it has done so, and
     * meanwhile others may take it; where no thread waits, it is handed over right here.
     */
    void nudge(Front<C> front) {
        if (front.nudged.get() || !front.nudged.compareAndSet(false, true)) {
            return;
        }
        Waiter<C> first = first();
        if (first != null && first.hasThread) {
            first.nudge();
        } else {
            decide((core, now, effects) -> core.lookAgain(now, effects));
        }
    }

    private @Nullable Waiter<C> first() {
        lock.lock();
        try {
            return core.first();
        } finally {
            lock.unlock();
        }
    }

    /** How everything stands, as somebody sees it under the lock. */
    <T> T look(Look<C, T> look) {
        String source = watch.source(); // the discovery's own code: not under our lock
        var origin = new Snapshots.Origin(setup.name(), source, watch.age(), watch.problem(), setup.settings());
        lock.lock();
        try {
            return look.at(origin, core, setup.time().nanoTime());
        } finally {
            lock.unlock();
        }
    }

    // ---- effects

    @Override
    public void begin(Attempt<C> attempt) {
        if (attempt.done) {
            return; // the pool was closed in the meantime
        }
        boolean open = attempt.kind == Attempt.Kind.OPEN;
        String what = (open ? "connect to " : "check of a connection to ") + attempt.member.address();
        long limit = setup.pool().connectTimeout().toNanos();
        try {
            attempt.timeout(setup.time().schedule(limit, () -> {
                TimeoutException late = new TimeoutException(
                        what + ": no answer within " + Text.of(setup.pool().connectTimeout()));
                decide((core, now, effects) -> fail(core, attempt, late, now, effects));
            }));
            if (open) {
                on(setup.transport().connect(attempt.member.endpoint()), attempt);
            } else {
                on(setup.transport().probe(attempt.member.pool.connection(attempt.slot)), attempt);
            }
        } catch (RuntimeException | Error problem) {
            decide((core, now, effects) -> fail(core, attempt, problem, now, effects));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage we make here is the end of the chain
    private void on(CompletionStage<?> stage, Attempt<C> attempt) {
        stage.whenComplete((result, problem) -> decide((core, now, effects) -> {
            if (problem != null) {
                fail(core, attempt, unwrapped(problem), now, effects);
            } else {
                succeed(core, attempt, result, now, effects);
            }
        }));
    }

    @SuppressWarnings("unchecked") // what connect() of a Transport<C> completes with is a C
    private void succeed(
            Dispatcher<C> core, Attempt<C> attempt, @Nullable Object result, long now, Effects<C> effects) {
        if (attempt.kind == Attempt.Kind.CHECK) {
            core.checked(attempt, null, now, effects);
        } else if (result == null) {
            fail(core, attempt, new NullPointerException("the transport connected to null"), now, effects);
        } else {
            core.opened(attempt, (C) result, now, effects);
        }
    }

    private static <C> void fail(
            Dispatcher<C> core, Attempt<C> attempt, Throwable problem, long now, Effects<C> effects) {
        if (attempt.kind == Attempt.Kind.CHECK) {
            core.checked(attempt, problem, now, effects);
        } else {
            core.openFailed(attempt, problem, now, effects);
        }
    }

    private static Throwable unwrapped(Throwable problem) {
        Throwable cause = problem.getCause();
        return problem instanceof CompletionException && cause != null ? cause : problem;
    }

    @Override
    public void close(Member<C> member, Slot<C> slot, CloseReason reason, @Nullable Throwable cause) {
        C connection = member.pool.connection(slot);
        inBackground(() -> {
            closeQuietly(member, connection);
            tell(new PoolEvent.ConnectionClosed(setup.name(), member.address(), reason, Optional.ofNullable(cause)));
            decide((core, now, effects) -> core.closed(member, slot, now, effects));
        });
    }

    @Override
    public void closeLate(Member<C> member, C connection) {
        inBackground(() -> {
            closeQuietly(member, connection);
            tell(new PoolEvent.ConnectionClosed(setup.name(), member.address(), CloseReason.LATE, Optional.empty()));
        });
    }

    /** Somebody else's code, which may come back to us. */
    private void inBackground(Runnable code) {
        parts.resources().inBackground(() -> callOut(code));
    }

    private void callOut(Runnable code) {
        try {
            nesting.callOut(code);
        } finally {
            announceEmpty();
        }
    }

    private void closeQuietly(Member<C> member, C connection) {
        try {
            setup.transport().close(connection);
        } catch (Exception | Error problem) {
            log.debug(
                    "[{}] closing a connection to {} failed; its place is free",
                    setup.name(),
                    member.address(),
                    problem);
        }
    }

    @Override
    public void failed(Effect<C> effect, Throwable problem) {
        log.error(
                "[{}] {} failed; others are not affected",
                setup.name(),
                effect.getClass().getSimpleName(),
                problem);
    }

    @Override
    public void balancerFailed(Throwable problem) {
        log.error("[{}] the balancer failed; callers keep their places, and it is asked again", setup.name(), problem);
    }

    @Override
    public void serve(Waiter<C> waiter, Lease<C> lease) {
        setup.waits().over(waiter.wait);
        if (!waiter.hasThread) {
            waiter.wait.record(setup.name(), lease.endpoint().address(), Flight.SERVED);
        }
        waiter.serve(lease);
    }

    @Override
    public void refuse(Waiter<C> waiter, Refused why) {
        setup.waits().over(waiter.wait);
        setup.tally().refused();
        boolean timedOut = waiter.isExpired(setup.time().nanoTime());
        if (!waiter.hasThread) {
            waiter.wait.record(setup.name(), "", why.inAWord(timedOut));
        }
        if (why instanceof Refused.NoLease none) {
            tell(new PoolEvent.LeaseRefused(setup.name(), none.waited(), timedOut, none.message()));
        }
        waiter.refuse(why);
    }

    /** One timer at a time is kept: the one that the alarm is set for when we get here. */
    @Override
    public void wake(long at) {
        Time.Scheduled unwanted = setup.time()
                .schedule(
                        at - setup.time().nanoTime(),
                        () -> decide((core, then, effects) -> core.wake(at, then, effects)));
        lock.lock();
        try {
            if (core.isAwaited(at)) {
                Time.Scheduled replaced = ringing;
                ringing = unwanted;
                unwanted = replaced;
            }
        } finally {
            lock.unlock();
        }
        unwanted.cancel();
    }

    @Override
    public void deliver() {
        relay.deliver();
    }

    /** Something happened that no decision tells of. */
    void tell(PoolEvent event) {
        relay.tell(event);
    }

    // ---- upkeep and the end

    private void scheduleSweep() {
        if (sweepPeriod.isEmpty()) {
            return;
        }
        Time.Scheduled next = setup.time().schedule(sweepPeriod.getAsLong(), this::sweep);
        lock.lock();
        try {
            if (!closing) {
                sweeping = next;
                return;
            }
        } finally {
            lock.unlock();
        }
        next.cancel();
    }

    private void sweep() {
        try {
            decide((core, now, effects) -> core.sweep(now, effects));
        } finally {
            scheduleSweep();
        }
    }

    void close(long drainNanos) {
        watch.close();
        boolean first = beginClosing();
        if (!nesting.isInside()) {
            finish(first, drainNanos);
        } else if (first) {
            finishInACallback(drainNanos);
        }
    }

    /** What the drain waits for may be behind us on this very thread. */
    private void finishInACallback(long drainNanos) {
        if (drainNanos == 0) {
            decideNow((core, now, effects) -> core.seize(effects));
        }
        if (empty && relay.close()) {
            free();
        } else {
            Threads.daemons("hawser-" + setup.name() + "-end")
                    .newThread(() -> finish(true, drainNanos))
                    .start();
        }
    }

    private void finish(boolean first, long drainNanos) {
        awaitEmpty(drainNanos);
        if (first) {
            decide((core, now, effects) -> core.seize(effects));
            awaitEmpty(LAST_CLOSES_NANOS);
            end();
        }
    }

    /** The last event is told while there are threads to tell it on. */
    private void end() {
        if (!relay.close()) {
            relay.await(LAST_WORDS_NANOS);
        }
        free();
    }

    private void free() {
        parts.resources().close();
        setup.transport().shutdown();
    }

    private boolean beginClosing() {
        Effects<C> effects = new Effects<>(relay);
        Time.Scheduled alarm;
        Time.Scheduled sweep;
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            closing = true;
            alarm = ringing;
            sweep = sweeping;
            core.shutdown(setup.time().nanoTime(), effects);
            empty = core.isEmpty();
        } finally {
            lock.unlock();
        }
        alarm.cancel();
        sweep.cancel();
        nesting.runNow(effects);
        announceEmpty();
        return true;
    }

    private void awaitEmpty(long nanos) {
        long left = nanos;
        lock.lock();
        try {
            while (left > 0 && !announced) {
                left = emptied.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** A way to see how everything stands. */
    @FunctionalInterface
    interface Look<C, T> {
        T at(Snapshots.Origin origin, Dispatcher<C> core, long now);
    }

    /**
     * A step of the core's.
     *
     * @param <C> the connection
     */
    @FunctionalInterface
    interface Decision<C> {
        void take(Dispatcher<C> core, long now, Effects<C> effects);
    }

    /**
     * What an engine is put together from.
     *
     * @param chosen the user's choices
     * @param name the pool's name
     * @param resources the clock and threads it runs on
     * @param listeners hear of everything, the log among them
     */
    record Parts<C>(ConnectionPoolBuilder<C> chosen, String name, Resources resources, List<PoolListener> listeners) {}
}
