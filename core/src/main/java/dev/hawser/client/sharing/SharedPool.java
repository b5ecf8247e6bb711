// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Address;
import dev.hawser.transport.SharedTransport;
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
public final class SharedPool<C> implements AutoCloseable {

    SharedPool() {
        throw new UnsupportedOperationException("to be written");
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
        throw new UnsupportedOperationException("to be written");
    }

    /**
     * Enters a connection as soon as one has room; waiting callers are served in order of arrival. Does not block.
     *
     * @param deadline on the pool's clock; the entrant is refused then. {@link Long#MAX_VALUE} for none
     * @param patience whether to wait while every endpoint that may be chosen is down
     * @return ends the wait; too late, it does nothing
     */
    public Entry enter(Choice choice, long deadline, Patience patience, Entrant<C> entrant) {
        throw new UnsupportedOperationException("to be written");
    }

    /** The clock that deadlines are read from. */
    public long nanoTime() {
        throw new UnsupportedOperationException("to be written");
    }

    /** Whether discovery knows that endpoint now. */
    public boolean knows(Address endpoint) {
        throw new UnsupportedOperationException("to be written");
    }

    /** Starts connecting to every endpoint that isn't connected, whatever the minimum: to warm up. */
    public void connectAll() {
        throw new UnsupportedOperationException("to be written");
    }

    /** How everything stands. */
    public SharedPoolSnapshot snapshot() {
        throw new UnsupportedOperationException("to be written");
    }

    public boolean isClosed() {
        throw new UnsupportedOperationException("to be written");
    }

    /**
     * Refuses new calls and those that wait, lets calls in flight end for up to {@code drain}, ends the others by force,
     * and frees everything. Idempotent; a second caller waits as well. Blocks for {@code drain} at most, and a moment.
     */
    public void close(Duration drain) {
        throw new UnsupportedOperationException("to be written");
    }

    /** Like {@link #close(Duration)} without blocking: {@code closed} runs when everything has ended. */
    public void closeAsync(Duration drain, Runnable closed) {
        throw new UnsupportedOperationException("to be written");
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
