// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.Relay;
import dev.hawser.internal.engine.Nesting;
import dev.hawser.pool.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The effects of one decision, in order. Filled under the lock, run after it. Most decisions have one or none, so the
 * first has a place of its own.
 *
 * @param <C> the connection
 */
final class Effects<C> implements Nesting.Batch {

    private final Relay relay;
    private @Nullable Effect<C> first;
    private @Nullable List<Effect<C>> rest;

    Effects(Relay relay) {
        this.relay = relay;
    }

    void add(Effect<C> effect) {
        if (first == null) {
            first = effect;
            return;
        }
        List<Effect<C>> others = rest;
        if (others == null) {
            others = new ArrayList<>();
            rest = others;
        }
        others.add(effect);
    }

    /** Leaves it to the relay at once, so that events are in the order of decisions, and has it delivered later. */
    void tell(PoolEvent event) {
        relay.add(event);
        add(new Effect.Deliver<>());
    }

    void refuse(Waiter<C> waiter, Refused why) {
        add(new Effect.Refuse<>(waiter, why));
    }

    void close(Member<C> member, Slot<C> slot, CloseReason reason, @Nullable Throwable cause) {
        add(new Effect.Close<>(member, slot, reason, cause));
    }

    @Override
    public boolean callsOut() {
        return first != null && (first.callsOut() || rest != null);
    }

    /** Runs all of them, whatever one of them throws: each has somebody who waits for it. */
    void run(Effect.Actions<C> actions) {
        if (first != null) {
            run(first, actions);
        }
        if (rest != null) {
            for (Effect<C> effect : rest) {
                run(effect, actions);
            }
        }
    }

    private static <C> void run(Effect<C> effect, Effect.Actions<C> actions) {
        try {
            effect.run(actions);
        } catch (RuntimeException | Error problem) {
            actions.failed(effect, problem);
        }
    }
}
