// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.endpoint.Address;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.Control;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.PoolControl;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * Carries out what an operator does to single endpoints. Under the client's lock.
 *
 * <p>A drained endpoint is treated like one that discovery removed: what is idle is closed, what is leased is closed when it
 * comes back, nothing is opened. So a fleet that is a moment old does no harm: there is no idle connection to be had.
 *
 * @param <C> the connection
 */
final class EndpointControl<C> {

    private final String pool;
    private final Roster<C> roster;
    private final Dispatcher<C> dispatcher;

    EndpointControl(String pool, Roster<C> roster, Dispatcher<C> dispatcher) {
        this.pool = pool;
        this.roster = roster;
        this.dispatcher = dispatcher;
    }

    /** For those outside, without the lock. */
    static <C> PoolControl control(Engine<C> engine) {
        return new Control(engine.setup().name(), (endpoint, change) -> {
            AtomicBoolean unknown =
                    new AtomicBoolean(); // stays false if this thread is deciding: then it is steered later
            engine.decide((core, now, effects) -> unknown.set(!core.control.steer(endpoint, change, now, effects)));
            return !unknown.get();
        });
    }

    /** False if discovery doesn't know the endpoint. */
    private boolean steer(Address endpoint, UnaryOperator<Steering> change, long now, Effects<C> effects) {
        Optional<Member<C>> found = roster.find(endpoint);
        found.filter(member -> !dispatcher.isClosing())
                .ifPresent(member -> member.steer(change).ifPresent(what -> {
                    effects.tell(new PoolEvent.EndpointSteered(pool, endpoint, what));
                    roster.renew(now);
                    if (member.isShut()) {
                        member.retireAll(CloseReason.ENDPOINT_DRAINED, effects);
                    }
                    dispatcher.settle(member, now, effects);
                }));
        return found.isPresent();
    }
}
