// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

import static java.util.Objects.requireNonNullElseGet;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.transport.Hold;

/**
 * The exclusive use of one connection, until it is closed.
 *
 * <p>End it exactly once: {@link #close()} returns the connection, {@link #discard} has it closed. A second ending
 * changes nothing, harms nobody and is reported as an event. A lease is safe to hand to another thread; the connection
 * is as thread-safe as it is by itself.
 *
 * @param <C> the connection
 */
public final class Lease<C> implements AutoCloseable, Hold {

    private final Slot<C> slot;
    private final long token;

    Lease(Slot<C> slot, long token) {
        this.slot = slot;
        this.token = token;
    }

    /**
     * The connection, or the transport's view of it for this lease.
     *
     * @throws IllegalStateException if the lease has ended; the connection may be somebody else's by now
     */
    public C connection() {
        if (!isOpen()) {
            throw new IllegalStateException("the lease of a connection to "
                    + endpoint().address() + " has ended (expected: use before close or discard)");
        }
        return slot.lend(token, this);
    }

    /** Whom the connection leads to. */
    public Endpoint endpoint() {
        return slot.pool().endpoint();
    }

    Slot<C> slot() {
        return slot;
    }

    long token() {
        return token;
    }

    @Override
    public boolean isOpen() {
        return slot.isHeldBy(token);
    }

    @Override
    public void invalidate(Throwable cause) {
        slot.invalidate(token, cause);
    }

    /** Returns the connection to the pool, or has it closed if it is broken, too old or no longer wanted. */
    @Override
    public void close() {
        slot.pool().end(slot, token, null);
    }

    /** Has the connection closed instead of returned, because of {@code cause}. */
    public void discard(Throwable cause) {
        slot.pool().end(slot, token, requireNonNullElseGet(cause, () -> new IllegalArgumentException("cause: null")));
    }

    @Override
    public String toString() {
        return "lease of " + endpoint().address() + (isOpen() ? "" : " (ended)");
    }
}
