// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.Observers;
import dev.hawser.internal.Resources;
import dev.hawser.transport.SharedTransport;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a changing set of endpoints, each shared by many calls.
 *
 * <p>A call enters a connection and leaves it; the pool counts. It opens connections when an endpoint's turn comes or its
 * connections have much in flight, never more than one at a time per endpoint; closes those that are too many or too
 * old; and takes out of service, without disturbing the calls on it, what broke, was told goodbye or lost its endpoint.
 *
 * @param <C> the connection
 */
public final class SharedPool<C> implements AutoCloseable, Viewed {

    /*
     * State        front: the fleet in service, whether somebody waits, whether the pool is closed; each connection's
     *              Usage.
     * Who changes  The front: the engine, under its lock. A Usage: the calls on it.
     * Never        on the hot path: lock, wait, allocate, write a word that all threads write (but for the balancer's own,
     *              where there are several endpoints), read a clock unless the balancer compares latencies.
     * Hot path     tryEnter: read the front, pick, Usage.enter. An ending: Usage.exit, read front.waiting.
     * Why it holds No lost wake-up: a waiter joins the line, which raises front.waiting, and then looks for room, under
     *              the lock; an ending makes room, and then reads front.waiting. All four are volatile, so at least one of the
     *              two sees the other; and an ending that sees it looks for the waiters under the lock. An enter that
     *              is refused and takes itself back counts as an ending.
     *              No overtaking: tryEnter enters nothing while front.waiting is up. Whoever read it a moment before it
     *              was raised was there first.
     */

    private final SharedEngine<C> engine;
    private final Setup<C> setup;
    private final Front<C> front;
    private final Closing closing;

    private SharedPool(SharedEngine<C> engine) {
        this.engine = engine;
        this.setup = engine.setup();
        this.front = setup.front();
        this.closing = new Closing(engine);
    }

    static <C> SharedPool<C> start(SharedPoolBuilder<C> chosen, String name) {
        Resources resources = Resources.of(chosen.time, chosen.executor, name);
        SharedEngine<C> engine =
                new SharedEngine<>(chosen, name, resources, Observers.of(resources.time(), chosen.listeners));
        engine.start();
        return new SharedPool<>(engine);
    }

    public static <C> SharedPoolBuilder<C> builder(Discovery discovery, SharedTransport<C> transport) {
        return new SharedPoolBuilder<>(discovery, transport);
    }

    /**
     * Enters a connection that has room, at the endpoint whose turn it is, or else at any other; without a lock and
     * without waiting.
     *
     * @return the connection, entered; {@code null} if none has room or others wait already, which {@link #enter} is for
     */
    public @Nullable SharedConnection<C> tryEnter(Choice choice) {
        return front.waiting || front.closed ? null : front.fleet.enter(choice, Member::ask);
    }

    /**
     * Enters a connection as soon as one has room; waiting callers are served in order of arrival. Does not block.
     *
     * @param deadline on the pool's clock; the entrant is refused then. {@link Long#MAX_VALUE} for none
     * @param patience whether to wait while every endpoint that may be chosen is down
     * @return ends the wait; too late, it does nothing
     */
    public Entry enter(Choice choice, long deadline, Patience patience, Entrant<C> entrant) {
        long now = setup.time().nanoTime();
        Waiter<C> waiter = new Waiter<>(choice, patience, requireNonNull(entrant, "entrant"), now, deadline);
        engine.decide((core, then, effects) -> core.arrive(waiter, then, effects));
        return () -> engine.decide((core, then, effects) -> core.withdraw(waiter, then, effects));
    }

    /** The clock that deadlines are read from. */
    public long nanoTime() {
        return setup.time().nanoTime();
    }

    /** Whether discovery knows that endpoint now. */
    public boolean knows(Address endpoint) {
        return front.fleet.knows(endpoint);
    }

    /**
     * Whether that endpoint lets a call in now: no operator has drained it, and it is trusted, or its ejection has ended and
     * nobody tries it yet. Says nothing about connections. False if discovery doesn't know it.
     */
    public boolean admits(Address endpoint) {
        return front.fleet.admits(endpoint);
    }

    /** Whether an operator has drained that endpoint, so that no call gets in, whatever it asks for. */
    public boolean isDrained(Address endpoint) {
        return front.fleet.isDrained(endpoint);
    }

    /** Starts connecting to every endpoint that isn't connected, whatever the minimum: to warm up. */
    public void connectAll() {
        engine.decide((core, now, effects) -> core.connectAll(now, effects));
    }

    /**
     * Tells the pool's listeners and its log of something that the pool can't know: what became of a call that its
     * connections carried, or who leads. For those who build upon a pool, such as the gRPC channel. Doesn't wait for the
     * listeners; does nothing once the pool's end has been told.
     */
    public void tell(PoolEvent event) {
        engine.tell(requireNonNull(event, "event"));
    }

    /** How everything stands. */
    public SharedPoolSnapshot snapshot() {
        return engine.look(Snapshots::of);
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
    public boolean isClosed() {
        return front.closed;
    }

    /**
     * Refuses new calls and those that wait, lets calls in flight end for up to {@code drain}, ends the others by force,
     * and frees everything. Idempotent; a second caller waits as well. Blocks for {@code drain} at most, and a moment; in a
     * callback of the pool's, such as a listener or an {@link Entrant}, it doesn't wait at all: the pool ends behind it.
     */
    public void close(Duration drain) {
        closing.close(drain.toNanos());
    }

    /** Like {@link #close(Duration)} without blocking: {@code closed} runs when everything has ended. */
    public void closeAsync(Duration drain, Runnable closed) {
        closing.closeAsync(drain.toNanos(), closed);
    }

    /** {@link #close(Duration)} with {@link SharedPoolBuilder#DEFAULT_CLOSE_TIMEOUT}. */
    @Override
    public void close() {
        close(SharedPoolBuilder.DEFAULT_CLOSE_TIMEOUT);
    }

    /** What a call does while every endpoint that it may go to is down. */
    public enum Patience {
        /** Is refused at once, and told why. */
        FAIL_FAST,
        /** Waits for one to recover, until its deadline. */
        WAIT
    }

    /** A wait that can be given up. */
    @FunctionalInterface
    public interface Entry {

        /** Leaves the queue. If the entrant has been served before, it still has been. */
        void cancel();
    }
}
