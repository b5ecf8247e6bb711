// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.Discovery;
import dev.hawser.event.PoolEvent;
import dev.hawser.pool.Lease;
import dev.hawser.transport.Transport;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Exclusive leases of connections to a fleet of servers.
 *
 * <p>Each request for a lease takes one endpoint's turn, as the balancer orders them; endpoints that are down, full,
 * over their rate or draining are passed over. If that endpoint has an idle connection and nobody waits, it is leased at
 * once, without a lock. Otherwise the caller queues while a connection is opened, and gets the first that becomes free,
 * its own or another's.
 *
 * <p>Waiters are served in order of arrival (unless {@link WaitOptions.Fairness#UNFAIR} is chosen), and a waiter whose
 * deadline has passed is never handed a connection. A caller that is interrupted or gives up leaves the queue first, so
 * it leaks nothing, and it never counts against an endpoint. Not guaranteed: an order among callers that arrive at the
 * same time.
 *
 * <p>Safe for use by any thread, virtual ones included.
 *
 * <pre>{@code
 * try (Lease<Socket> lease = pool.acquire(Duration.ofSeconds(1))) {
 *     lease.connection().getOutputStream().write(request);
 * }
 * }</pre>
 *
 * @param <C> the connection
 */
public interface ConnectionPool<C> extends AutoCloseable, Viewed {

    /**
     * Starts to describe a pool.
     *
     * @param discovery where its endpoints come from
     * @param transport how connections are made
     */
    static <C> ConnectionPoolBuilder<C> builder(Discovery discovery, Transport<C> transport) {
        return new ConnectionPoolBuilder<>(discovery, transport);
    }

    /**
     * Leases a connection that is there or can be opened now; never waits for other callers, for a rate or for an
     * endpoint to recover. It may wait for a connection to be opened, up to the connect timeout for each endpoint tried.
     *
     * @throws PoolExhaustedException if there is none, saying per endpoint why not
     * @throws PoolClosedException if the pool is closed
     * @throws InterruptedException if the thread is interrupted while a connection is opened
     */
    Lease<C> tryAcquire() throws InterruptedException;

    /**
     * Leases a connection, waiting for as long as it takes.
     *
     * @throws PoolExhaustedException if too many wait already, or if {@link WaitOptions.WhenDown#FAIL} says so
     * @throws PoolClosedException if the pool is closed, also while waiting
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Lease<C> acquire() throws InterruptedException;

    /**
     * Leases a connection, waiting until the time-out passes.
     *
     * @throws PoolExhaustedException like {@link #acquire()}, and when the time-out passes
     * @throws PoolClosedException if the pool is closed, also while waiting
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Lease<C> acquire(Duration timeout) throws InterruptedException;

    /**
     * Like {@link #acquire(Duration)} without blocking the thread.
     *
     * @return completes with the lease, on a thread of the pool's or of the caller that returned a connection; completes
     *     exceptionally with what {@link #acquire(Duration)} would throw. Cancelling it leaves the queue, and a lease
     *     that arrives at that moment goes back.
     */
    CompletableFuture<Lease<C>> acquireAsync(Duration timeout);

    /** The pool's name, as in its logs and events. */
    String name();

    /**
     * Tells the pool's listeners and its log of something that the pool can't know: what became of a request that its
     * connections carried. For those who build upon a pool, such as multiplexed requests. Doesn't wait for the listeners;
     * does nothing once the pool's end has been told.
     */
    void tell(PoolEvent event);

    /** How everything stands now. Costs a pass over all connections, and takes the lock that waiters use. */
    PoolSnapshot snapshot();

    /**
     * Closes the pool, giving leases {@link ConnectionPoolBuilder#DEFAULT_CLOSE_TIMEOUT} to come back: see
     * {@link #close(Duration)}.
     */
    @Override
    void close();

    /**
     * Refuses new callers and those who wait, closes what is idle, waits until the leased connections have come back,
     * and closes under their holders' hands those that have not when the time is up. Then no connection or
     * timer of the pool's is left, and no thread of its own at work.
     *
     * <p>Idempotent: a second call waits too, for its own drain at most. An interrupt ends the waiting, not the closing.
     * In a callback of the pool's, such as a listener or what follows {@link #acquireAsync}, it doesn't wait, since it
     * might wait for itself: the pool is closed to new callers when it returns, and drains behind it.
     */
    void close(Duration drain);
}
