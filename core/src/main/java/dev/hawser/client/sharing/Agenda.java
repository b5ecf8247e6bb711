// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * What is to be looked at again when its time has come. Nothing is ever taken out: whoever made a note finds out, when it
 * comes up, whether it still matters. Under the pool's lock.
 *
 * @param <C> the connection
 */
final class Agenda<C> {

    private final PriorityQueue<Note<C>> notes = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));

    void add(long at, Step<C> step) {
        notes.add(new Note<>(at, step));
    }

    /** Does what is due. What that adds for now, or for before, is done as well. */
    void run(long now, Effects<C> effects) {
        Note<C> first = notes.peek();
        while (first != null && first.at - now <= 0) {
            notes.poll();
            first.step.take(now, effects);
            first = notes.peek();
        }
    }

    OptionalLong next() {
        Note<C> first = notes.peek();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.at);
    }

    void clear() {
        notes.clear();
    }

    /**
     * Part of a decision.
     *
     * @param <C> the connection
     */
    @FunctionalInterface
    interface Step<C> {
        void take(long now, Effects<C> effects);
    }

    private record Note<C>(long at, Step<C> step) {}
}
