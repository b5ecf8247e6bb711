// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.pool.Slot;
import dev.hawser.pool.Upkeep;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Turns what {@link Upkeep} finds among one member's connections into effects.
 *
 * @param <C> the connection
 * @param pool the pool's name
 * @param member whose connections are looked at
 * @param supply takes note of checks, which a waiter may count on
 * @param now the time of the sweep
 * @param effects where the effects go
 */
record Inspection<C>(String pool, Member<C> member, Supply<C> supply, long now, Effects<C> effects)
        implements Upkeep.Findings<C> {

    @Override
    public void expired(Slot<C> slot, CloseReason reason) {
        effects.close(member, slot, reason, null);
    }

    @Override
    public void dueForCheck(Slot<C> slot) {
        effects.add(new Effect.Begin<>(supply.begin(Attempt.Kind.CHECK, member, slot, now)));
    }

    @Override
    public void lost(Slot<C> slot, long heldNanos, @Nullable Throwable takenAt) {
        report(heldNanos, true, takenAt);
        member.leaseLost(heldNanos, now);
        effects.close(member, slot, CloseReason.LEAKED, null);
    }

    @Override
    public void heldTooLong(Slot<C> slot, long heldNanos, @Nullable Throwable takenAt) {
        report(heldNanos, false, takenAt);
    }

    private void report(long heldNanos, boolean lost, @Nullable Throwable takenAt) {
        Throwable stack = takenAt != null ? takenAt : new Throwable("where the lease was taken is not known");
        effects.tell(new PoolEvent.LeaseLeaked(pool, member.address(), Duration.ofNanos(heldNanos), lost, stack));
    }
}
