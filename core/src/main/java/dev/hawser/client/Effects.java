// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import java.util.ArrayList;
import java.util.List;

/**
 * The effects of one decision, in order. Filled under the lock, run after it.
 *
 * @param <C> the connection
 */
final class Effects<C> {

    private final List<Effect<C>> effects = new ArrayList<>(4);

    void add(Effect<C> effect) {
        effects.add(effect);
    }

    void run(Effect.Actions<C> actions) {
        for (Effect<C> effect : effects) {
            effect.run(actions);
        }
    }
}
