// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.HawserException;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.Relay;
import dev.hawser.internal.engine.Nesting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The effects of one decision, in order. Filled under the lock, run after it.
 *
 * @param <C> the connection
 */
final class Effects<C> implements Nesting.Batch {

    private final Relay relay;
    private final List<Consumer<Actions<C>>> all = new ArrayList<>(2);
    private boolean callsOut;

    Effects(Relay relay) {
        this.relay = relay;
    }

    void connect(Attempt<C> attempt) {
        callOut(actions -> actions.connect(attempt));
    }

    /** Tells the transport that the outcome is of no use any more. */
    void cancel(Attempt<C> attempt) {
        callOut(actions -> actions.cancel(attempt));
    }

    void check(Vigil.Check<C> check) {
        callOut(actions -> actions.check(check));
    }

    /** Tells the transport that the answer comes too late. */
    void cancel(Vigil.Check<C> check) {
        callOut(actions -> actions.cancel(check));
    }

    void close(Link<C> link) {
        callOut(actions -> actions.close(link));
    }

    /** Closes a connection that came too late. */
    void closeLate(Member<C> member, C connection) {
        callOut(actions -> actions.closeLate(member, connection));
    }

    void serve(Waiter<C> waiter, SharedConnection<C> connection) {
        callOut(actions -> actions.serve(waiter, connection));
    }

    void refuse(Waiter<C> waiter, HawserException why) {
        callOut(actions -> actions.refuse(waiter, why));
    }

    /** Looks again at the waiter's deadline. */
    void await(Waiter<C> waiter) {
        all.add(actions -> actions.await(waiter));
    }

    /** Nobody looks at its deadline any more. */
    void dismiss(Waiter<C> waiter) {
        all.add(actions -> actions.dismiss(waiter));
    }

    /** Looks at the agenda again at that time. */
    void wake(long at) {
        all.add(actions -> actions.wake(at));
    }

    /** Leaves it to the relay at once, so that events are in the order of decisions, and has it delivered later. */
    void tell(PoolEvent event) {
        relay.add(event);
        callOut(Actions::deliver);
    }

    /** Somebody else's code, such as a balancer's, threw under the lock: to be told after it. */
    void report(Throwable problem) {
        all.add(actions -> actions.failed(problem));
    }

    private void callOut(Consumer<Actions<C>> effect) {
        all.add(effect);
        callsOut = true;
    }

    @Override
    public boolean callsOut() {
        return callsOut;
    }

    /** Runs all of them, whatever one of them throws: each has somebody who waits for it. */
    void run(Actions<C> actions) {
        for (Consumer<Actions<C>> effect : all) {
            try {
                effect.accept(actions);
            } catch (RuntimeException | Error problem) {
                actions.failed(problem);
            }
        }
    }

    /**
     * What the shell can do.
     *
     * @param <C> the connection
     */
    interface Actions<C> {
        void connect(Attempt<C> attempt);

        void cancel(Attempt<C> attempt);

        void check(Vigil.Check<C> check);

        void cancel(Vigil.Check<C> check);

        void close(Link<C> link);

        void closeLate(Member<C> member, C connection);

        void serve(Waiter<C> waiter, SharedConnection<C> connection);

        void refuse(Waiter<C> waiter, HawserException why);

        void await(Waiter<C> waiter);

        void dismiss(Waiter<C> waiter);

        void wake(long at);

        void deliver();

        /** An effect threw, which it should not, or a balancer. */
        void failed(Throwable problem);
    }
}
