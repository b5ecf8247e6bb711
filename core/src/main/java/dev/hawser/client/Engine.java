// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.discovery.follow.LastGoodWatch;
import dev.hawser.endpoint.Text;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.internal.Completions;
import dev.hawser.internal.Relay;
import dev.hawser.internal.Resources;
import dev.hawser.internal.engine.Origin;
import dev.hawser.internal.engine.Repeated;
import dev.hawser.internal.engine.Shell;
import dev.hawser.internal.jfr.Flight;
import dev.hawser.pool.Lease;
import dev.hawser.pool.Slot;
import dev.hawser.pool.Upkeep;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the {@link Dispatcher} has decided, when the {@link Shell} has given its lock free.
 *
 * @param <C> the connection
 */
final class Engine<C> implements Effect.Actions<C> {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    private final PoolSetup<C> setup;
    private final Parts<C> parts;
    private final Shell<Dispatcher<C>, Effects<C>> shell;
    private final Relay relay;
    private final LastGoodWatch watch;
    private final Repeated sweep;

    Engine(Parts<C> parts, PoolSetup.Ends<C> ends, Front<C> front) {
        this.parts = parts;
        this.setup =
                new PoolSetup<>(parts.chosen(), parts.name(), parts.resources().time(), ends, front.waiting);
        this.relay = new Relay(new Relay.Terms(parts.name(), parts.resources(), this::callOut), parts.listeners());
        Dispatcher<C> core = new Dispatcher<>(setup, front, setup.time().nanoTime());
        this.shell = new Shell<>(core, setup.time(), () -> new Effects<>(relay), effects -> effects.run(this));
        this.watch =
                new LastGoodWatch(parts.chosen().discovery, parts.chosen().follow, setup.time(), new Follower(this));
        this.sweep = new Repeated(
                setup.time(),
                new Upkeep(setup.lifetime(), 0).period(),
                () -> decide((dispatcher, now, effects) -> dispatcher.sweep(now, effects)));
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
        sweep.schedule();
    }

    /** Something happened: decides what to do about it, then does it. */
    void decide(Shell.Decision<Dispatcher<C>, Effects<C>> decision) {
        shell.decide(decision);
    }

    /** Like {@link #decide}, for a thread that is going to wait for the outcome: nothing is put off. */
    void decideNow(Shell.Decision<Dispatcher<C>, Effects<C>> decision) {
        shell.decideNow(decision);
    }

    /**
     * Unfair pools: something was returned. The first waiter is told to look for it, once until it has done so, and
     * meanwhile others may take it; where no thread waits, it is handed over right here.
     */
    void nudge(Front<C> front) {
        if (front.nudged.get() || !front.nudged.compareAndSet(false, true)) {
            return;
        }
        Optional<Waiter<C>> first = shell.look((core, now) -> core.first());
        if (first.isPresent() && first.get().hasThread) {
            first.get().nudge();
        } else {
            decide((core, now, effects) -> core.lookAgain(now, effects));
        }
    }

    /** How everything stands, as somebody sees it under the lock. */
    <T> T look(Look<C, T> look) {
        String source = watch.source(); // the discovery's own code: not under our lock
        var origin = new Origin<>(setup.name(), source, watch.age(), watch.problem(), setup.settings());
        return shell.look((core, now) -> look.at(origin, core, now));
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
                fail(core, attempt, Completions.causeOf(problem), now, effects);
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
        shell.callOut(code);
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

    @Override
    public void wake(long at) {
        shell.wake(at);
    }

    @Override
    public void deliver() {
        relay.deliver();
    }

    /** Something happened that no decision tells of. */
    void tell(PoolEvent event) {
        relay.tell(event);
    }

    // ---- the end

    /** Refuses everybody, and drains; false if that had been done before. */
    boolean beginClosing() {
        watch.close();
        sweep.stop();
        return shell.close();
    }

    /** Whether the current thread is in one of the pool's callbacks, and so must not wait for the pool. */
    boolean isCallingOut() {
        return shell.isCallingOut();
    }

    /** Tells of the end if no connection is left; false if there is one, or a listener that is still to hear of the end. */
    boolean tellEndIfEmpty() {
        return shell.isEmpty() && relay.close();
    }

    void awaitEmptied(long nanos) {
        shell.awaitEmptied(nanos);
    }

    /** The last event is told while there are threads to tell it on. */
    void end() {
        relay.end();
        parts.resources().close();
        setup.transport().shutdown();
    }

    /** A way to see how everything stands. */
    @FunctionalInterface
    interface Look<C, T> {
        T at(Origin<DiscoveryProblem> origin, Dispatcher<C> core, long now);
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
