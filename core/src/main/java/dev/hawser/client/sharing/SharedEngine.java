// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.HawserException;
import dev.hawser.client.PoolClosedException;
import dev.hawser.discovery.LastGood;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.discovery.follow.LastGoodWatch;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.internal.Completions;
import dev.hawser.internal.Relay;
import dev.hawser.internal.Resources;
import dev.hawser.internal.engine.Origin;
import dev.hawser.internal.engine.Shell;
import dev.hawser.internal.jfr.Flight;
import dev.hawser.time.Time;
import dev.hawser.transport.SharedTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the {@link Coordinator} has decided, when the {@link Shell} has given its lock free.
 *
 * @param <C> the connection
 */
final class SharedEngine<C> implements Effects.Actions<C>, Setup.Signals<C> {

    private static final Logger log = LoggerFactory.getLogger(SharedEngine.class);

    private final Setup<C> setup;
    private final SharedTransport<C> transport;
    private final Resources resources;
    private final Relay relay;
    private final Shell<Coordinator<C>, Effects<C>> shell;
    private final LastGoodWatch watch;

    SharedEngine(SharedPoolBuilder<C> chosen, String name, Resources resources, List<PoolListener> listeners) {
        this.resources = resources;
        this.relay = new Relay(new Relay.Terms(name, resources, this::callOut), listeners);
        this.transport = chosen.transport;
        this.setup = new Setup<>(chosen, name, resources.time(), this);
        Coordinator<C> core = new Coordinator<>(setup, setup.time().nanoTime());
        this.shell = new Shell<>(core, setup.time(), () -> new Effects<>(relay), effects -> effects.run(this));
        this.watch = new LastGoodWatch(chosen.discovery, chosen.follow, resources.time(), new Follower());
    }

    Setup<C> setup() {
        return setup;
    }

    void start() {
        watch.start(resources.executor());
    }

    /** Something happened: decides what to do about it, then does it. */
    void decide(Shell.Decision<Coordinator<C>, Effects<C>> decision) {
        shell.decide(decision);
    }

    private void callOut(Runnable code) {
        shell.callOut(code);
    }

    /** How everything stands, as somebody sees it under the lock. */
    <T> T look(Look<C, T> look) {
        String source = watch.source(); // the discovery's own code: not under our lock
        var origin = new Origin<>(setup.name(), source, watch.age(), watch.problem(), setup.settings());
        return shell.look((core, now) -> look.at(origin, core, now));
    }

    // ---- signals

    @Override
    public void asked(Member<C> member) {
        Runnable decision = () -> decide((core, now, effects) -> core.asked(member, now, effects));
        if (shell.isDeciding()) {
            decision.run();
        } else {
            resources.inBackground(decision);
        }
    }

    @Override
    public void left() {
        if (!shell.isDeciding()) { // else it is the line itself that looks for room
            decide((core, now, effects) -> core.left(now, effects));
        }
    }

    @Override
    public void suspected(Member<C> member) {
        decide((core, now, effects) -> core.suspected(member, now, effects));
    }

    @Override
    public void probed(Member<C> member, long ticket, boolean succeeded) {
        decide((core, now, effects) -> core.probed(member, ticket, succeeded, now, effects));
    }

    @Override
    public void emptied(Link<C> link) {
        decide((core, now, effects) -> core.emptied(link, effects));
    }

    // ---- effects

    @Override
    public void connect(Attempt<C> attempt) {
        resources.inBackground(() -> {
            if (attempt.done) {
                return; // the pool was closed in the meantime
            }
            try {
                CompletableFuture<C> promise = transport.connect(attempt.member.endpoint(), lossOf(attempt));
                attempt.promise = promise;
                if (attempt.done) {
                    promise.cancel(true);
                }
                on(promise, attempt);
            } catch (RuntimeException | Error problem) {
                decide((core, now, effects) -> core.connectFailed(attempt, problem, now, effects));
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage we make here is the end of the chain
    private void on(CompletableFuture<C> promise, Attempt<C> attempt) {
        promise.whenComplete((connection, problem) -> decide((core, now, effects) -> {
            if (problem != null) {
                core.connectFailed(attempt, Completions.causeOf(problem), now, effects);
            } else if (connection == null) {
                Throwable mistake = new NullPointerException("the transport connected to null");
                core.connectFailed(attempt, mistake, now, effects);
            } else {
                core.connected(attempt, connection, now, effects);
            }
        }));
    }

    private SharedTransport.Loss lossOf(Attempt<C> attempt) {
        AtomicBoolean told = new AtomicBoolean();
        return cause -> {
            if (told.compareAndSet(false, true)) {
                decide((core, now, effects) -> core.lost(attempt, new Attempt.Lost(cause), now, effects));
            }
        };
    }

    @Override
    public void cancel(Attempt<C> attempt) {
        CompletableFuture<C> promise = attempt.promise;
        if (promise != null) {
            promise.cancel(true);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the stage we make here is the end of the chain
    public void check(Vigil.Check<C> check) {
        resources.inBackground(() -> {
            if (check.done) {
                return; // out of time before there was a thread for it
            }
            try {
                CompletableFuture<Void> promise =
                        transport.check(check.link.connection).toCompletableFuture();
                check.promise = promise;
                if (check.done) {
                    promise.cancel(true);
                }
                promise.whenComplete(
                        (nothing, problem) -> checked(check, problem == null ? null : Completions.causeOf(problem)));
            } catch (RuntimeException | Error problem) {
                checked(check, problem);
            }
        });
    }

    @Override
    public void cancel(Vigil.Check<C> check) {
        CompletableFuture<Void> promise = check.promise;
        if (promise != null) {
            promise.cancel(true);
        }
    }

    private void checked(Vigil.Check<C> check, @Nullable Throwable problem) {
        decide((core, now, effects) -> core.checked(check, problem, now, effects));
    }

    @Override
    public void close(Link<C> link) {
        resources.inBackground(() -> callOut(() -> {
            closeQuietly(link.member, link.connection);
            Retirement why = link.retirement;
            tell(new PoolEvent.ConnectionClosed(
                    setup.name(),
                    link.member.address(),
                    why == null ? CloseReason.POOL_CLOSED : why.reason(),
                    why == null ? Optional.empty() : Optional.ofNullable(why.cause())));
            decide((core, now, effects) -> core.closed(link, now, effects));
        }));
    }

    @Override
    public void closeLate(Member<C> member, C connection) {
        resources.inBackground(() -> callOut(() -> {
            closeQuietly(member, connection);
            tell(new PoolEvent.ConnectionClosed(setup.name(), member.address(), CloseReason.LATE, Optional.empty()));
        }));
    }

    private void closeQuietly(Member<C> member, C connection) {
        try {
            transport.close(connection);
        } catch (Exception | Error problem) {
            log.debug("[{}] closing a connection to {} failed", setup.name(), member.address(), problem);
        }
    }

    @Override
    public void serve(Waiter<C> waiter, SharedConnection<C> connection) {
        waiter.timer.cancel();
        setup.waits().over(waiter.wait);
        waiter.wait.record(setup.name(), connection.endpoint().address(), Flight.SERVED);
        waiter.entrant.entered(connection);
    }

    private static String word(HawserException why, boolean timedOut) {
        return why instanceof PoolClosedException ? Flight.CLOSED : timedOut ? Flight.TIMED_OUT : Flight.REFUSED;
    }

    @Override
    public void refuse(Waiter<C> waiter, HawserException why) {
        waiter.timer.cancel();
        long now = setup.time().nanoTime();
        boolean timedOut = waiter.isExpired(now);
        setup.waits().over(waiter.wait);
        waiter.wait.record(setup.name(), "", word(why, timedOut));
        setup.tally().refused();
        tell(new PoolEvent.LeaseRefused(
                setup.name(), waiter.wait.until(now), timedOut, String.valueOf(why.getMessage())));
        waiter.entrant.refused(why);
    }

    @Override
    public void await(Waiter<C> waiter) {
        long wait = waiter.deadline - setup.time().nanoTime();
        Time.Scheduled timer =
                setup.time().schedule(wait, () -> decide((core, now, effects) -> core.expire(waiter, now, effects)));
        waiter.timer = timer;
        if (waiter.done) {
            timer.cancel();
        }
    }

    @Override
    public void dismiss(Waiter<C> waiter) {
        waiter.timer.cancel();
        waiter.wait.record(setup.name(), "", Flight.GIVEN_UP);
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

    @Override
    public void failed(Throwable problem) {
        log.error("[{}] a step failed; others are not affected", setup.name(), problem);
    }

    // ---- the end

    /**
     * Takes no more calls, and drains.
     *
     * @return completes when no connection is left
     */
    CompletableFuture<@Nullable Void> beginClosing() {
        watch.close();
        shell.close();
        return shell.emptied();
    }

    /** Whether the current thread is in one of the pool's callbacks, and so must not wait for the pool. */
    boolean isCallingOut() {
        return shell.isCallingOut();
    }

    /** Ends what has not ended. */
    void force() {
        decide((core, now, effects) -> core.force(effects));
    }

    /**
     * Frees all there is, once nothing is left or nothing more is waited for. The last event is told first, while there are
     * threads to tell it on. Not from within a callback.
     */
    void end() {
        relay.end();
        resources.close();
        try {
            transport.shutdown();
        } catch (RuntimeException | Error problem) {
            log.warn("[{}] the transport's shutdown failed", setup.name(), problem);
        }
    }

    /** A way to see how everything stands. */
    @FunctionalInterface
    interface Look<C, T> {
        T at(Origin<DiscoveryProblem> origin, Coordinator<C> core, long now);
    }

    /** Passes on what discovery says. */
    private final class Follower implements LastGoodWatch.Follower {

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            decide((core, now, effects) -> core.endpoints(endpoints, now, effects));
        }

        @Override
        public void onProblem(LastGood.Problem problem) {
            decide((core, now, effects) -> core.troubled(problem, now, effects)); // a reason for callers, too
            tell(new PoolEvent.DiscoveryFailed(setup.name(), watch.source(), problem.message(), problem.cause()));
        }

        @Override
        public void onRecovered(Duration after) {
            tell(new PoolEvent.DiscoveryRecovered(setup.name(), watch.source(), after));
        }
    }
}
