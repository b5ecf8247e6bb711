// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.event.CloseReason;
import dev.hawser.pool.Lease;
import dev.hawser.pool.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Something the {@link Dispatcher} decided under the lock, to be done after it.
 *
 * @param <C> the connection
 */
sealed interface Effect<C> {

    /** Does it, on the thread that took the decision. */
    void run(Actions<C> actions);

    /** Whether that runs somebody else's code, which may come back to us. */
    default boolean callsOut() {
        return true;
    }

    /** Open or check a connection. */
    record Begin<C>(Attempt<C> attempt) implements Effect<C> {
        @Override
        public void run(Actions<C> actions) {
            actions.begin(attempt);
        }
    }

    /** Close the connection of a CLOSING slot, then say so. */
    record Close<C>(
            Member<C> member,
            Slot<C> slot,
            CloseReason reason,
            @Nullable Throwable cause) implements Effect<C> {
        @Override
        public void run(Actions<C> actions) {
            actions.close(member, slot, reason, cause);
        }
    }

    /** Close a connection that never got a place. */
    record CloseLate<C>(Member<C> member, C connection) implements Effect<C> {
        @Override
        public void run(Actions<C> actions) {
            actions.closeLate(member, connection);
        }
    }

    /** Give a waiter its lease. */
    record Serve<C>(Waiter<C> waiter, Lease<C> lease) implements Effect<C> {
        @Override
        public void run(Actions<C> actions) {
            actions.serve(waiter, lease);
        }

        @Override
        public boolean callsOut() {
            return !waiter.hasThread;
        }
    }

    /** Tell a waiter that there is none. */
    record Refuse<C>(Waiter<C> waiter, Refused why) implements Effect<C> {
        @Override
        public void run(Actions<C> actions) {
            actions.refuse(waiter, why);
        }
    }

    /** Look again at that time. */
    record Wake<C>(long at) implements Effect<C> {
        @Override
        public void run(Actions<C> actions) {
            actions.wake(at);
        }

        @Override
        public boolean callsOut() {
            return false;
        }
    }

    /** Let the listeners hear what they have been left. */
    record Deliver<C>() implements Effect<C> {
        @Override
        public void run(Actions<C> actions) {
            actions.deliver();
        }
    }

    /** Report what the user's balancer threw under the lock. */
    record BalancerFailed<C>(Throwable problem) implements Effect<C> {
        @Override
        public void run(Actions<C> actions) {
            actions.balancerFailed(problem);
        }

        @Override
        public boolean callsOut() {
            return false;
        }
    }

    /**
     * What the shell can do.
     *
     * @param <C> the connection
     */
    interface Actions<C> {
        void begin(Attempt<C> attempt);

        void close(Member<C> member, Slot<C> slot, CloseReason reason, @Nullable Throwable cause);

        void closeLate(Member<C> member, C connection);

        void serve(Waiter<C> waiter, Lease<C> lease);

        void refuse(Waiter<C> waiter, Refused why);

        void wake(long at);

        void deliver();

        void balancerFailed(Throwable problem);

        /** An effect threw, which it should not. */
        void failed(Effect<C> effect, Throwable problem);
    }
}
