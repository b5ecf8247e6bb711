// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Walks a {@link TurnOrder} with one counter that all threads share. */
final class TurnPicker implements Picker {
    /*
     * State        turn: the number of turns taken; the next is at turn mod period. It only grows, and 2^63 turns are
     *              292 years of one each nanosecond. A turn of 0 means that nothing was ever picked nor carried over.
     * Who changes  Any thread: pick.
     * Never        waits, allocates; takes a turn that it doesn't use: who finds nobody leaves the counter alone, or
     *              the fruitless attempts of a busy moment would decide whose turn comes after it.
     * Hot path     all admitted: one getAndIncrement, wait-free. Otherwise: look ahead from the turn seen, then one CAS
     *              over the turns passed. One candidate: no atomic step at all.
     * Why it holds Both steps move the counter from the very value the choice was made on, so all picks of all threads
     *              form one sequence, in which each turn is given to one pick or passed by one pick whose admission
     *              refused it. With all admitted, concurrent picks are thus a permutation of sequential ones. A loser
     *              of the CAS was overtaken by a pick that succeeded (lock-free), and looks ahead again.
     *              Checked by PickerStressTest.
     */
    private final TurnOrder order;
    private final long period;
    private final AtomicLong turn;

    /** @param first the turn to begin with */
    TurnPicker(TurnOrder order, long first) {
        this.order = order;
        this.period = order.period();
        this.turn = new AtomicLong(first);
    }

    /** A picker that goes on where {@code previous} is, and begins at {@code first} if it is nowhere. */
    static TurnPicker after(Optional<Picker> previous, TurnOrder order, long first) {
        if (previous.isPresent() && previous.get() instanceof TurnPicker before && before.turn.get() > 0) {
            long position = order.continued(before.order, before.turn.get() % before.period);
            if (position != TurnOrder.NOTHING) {
                return new TurnPicker(order, order.period() + position);
            }
        }
        return new TurnPicker(order, first);
    }

    @Override
    public int pick(Admission admission) {
        if (period == 1) {
            int only = order.at(0);
            return admission.admits(only) ? only : NONE;
        }
        if (admission == Admission.ALL) {
            return order.at(turn.getAndIncrement() % period);
        }
        while (true) {
            long seen = turn.get();
            long passed = order.turnsUntilAdmitted(seen % period, admission);
            if (passed == TurnOrder.NOTHING) {
                return NONE;
            }
            if (turn.compareAndSet(seen, seen + passed + 1)) {
                return order.at((seen + passed) % period);
            }
        }
    }
}
