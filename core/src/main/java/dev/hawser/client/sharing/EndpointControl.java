// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.internal.Control;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.PoolControl;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what an operator does to single endpoints. Under the pool's lock.
 *
 * <p>The connections of a drained endpoint are drained like those of one that discovery removed, and no new one is opened; its
 * health counts for nothing meanwhile, so that those who are left are judged as if it were not there.
 *
 * @param <C> the connection
 */
final class EndpointControl<C> {

    private final Setup<C> setup;
    private final Roster<C> roster;
    private final Vigil<C> vigil;
    private final Coordinator<C> coordinator;

    EndpointControl(Setup<C> setup, Roster<C> roster, Vigil<C> vigil, Coordinator<C> coordinator) {
        this.setup = setup;
        this.roster = roster;
        this.vigil = vigil;
        this.coordinator = coordinator;
    }

    /** For those outside, without the lock. */
    static <C> PoolControl control(SharedEngine<C> engine) {
        return new Control(engine.setup().name(), (endpoint, change) -> {
            AtomicBoolean unknown =
                    new AtomicBoolean(); // stays false if this thread is deciding: then it is steered later
            engine.decide((core, now, effects) -> unknown.set(!core.control.steer(endpoint, change, now, effects)));
            return !unknown.get();
        });
    }

    /** False if discovery doesn't know the endpoint. */
    private boolean steer(Address endpoint, UnaryOperator<Steering> change, long now, Effects<C> effects) {
        @Nullable Member<C> member = roster.find(endpoint);
        if (member != null && !coordinator.isClosing()) {
            member.steered.steer(change).ifPresent(what -> follow(member, what, now, effects));
        }
        return member != null;
    }

    private void follow(Member<C> member, String what, long now, Effects<C> effects) {
        effects.tell(new PoolEvent.EndpointSteered(setup.name(), member.address(), what));
        vigil.aside(member, member.isShut(), now);
        roster.renew(now);
        if (member.isShut()) {
            coordinator.drain(member, now, effects);
        }
        coordinator.settle(member, now, effects);
    }
}
