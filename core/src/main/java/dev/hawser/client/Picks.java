// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.balance.Picker;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks the balancer whose turn it is, on behalf of those who wait. Under the client's lock.
 *
 * @param <C> the connection
 */
final class Picks<C> {

    private final Front<C> front;
    private boolean failed;

    Picks(Front<C> front) {
        this.front = front;
    }

    /** From here on it is noted whether the picker throws. */
    void begin() {
        failed = false;
    }

    boolean haveFailed() {
        return failed;
    }

    /** Null if there is none, or the picker threw: then who waits keeps the place in the queue and the deadline. */
    @Nullable
    Member<C> next(Predicate<Member<C>> admission, Effects<C> effects) {
        Fleet<C> fleet = front.fleet;
        try {
            int index = fleet.picker().pick(i -> admission.test(fleet.member(i)));
            return index == Picker.NONE ? null : fleet.member(index);
        } catch (RuntimeException | Error problem) {
            failed = true;
            effects.add(new Effect.BalancerFailed<>(problem));
            return null;
        }
    }
}
