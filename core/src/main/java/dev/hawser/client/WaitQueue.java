// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waiters in order of arrival, linked through themselves, so that leaving from the middle costs nothing. Used under the
 * client's lock only.
 *
 * @param <C> the connection
 */
final class WaitQueue<C> {

    private @Nullable Waiter<C> first;
    private @Nullable Waiter<C> last;
    private int size;
    private int impatient;

    /** How many of them would rather be refused than wait. */
    int impatient() {
        return impatient;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(Waiter<C> waiter) {
        Waiter<C> before = last;
        waiter.previous = before;
        if (before == null) {
            first = waiter;
        } else {
            before.next = waiter;
        }
        last = waiter;
        waiter.queued = true;
        size++;
        impatient += waiter.patience == Waiter.Patience.NONE ? 1 : 0;
    }

    /** Whether the waiter was in the queue. */
    boolean remove(Waiter<C> waiter) {
        if (!waiter.queued) {
            return false;
        }
        Waiter<C> before = waiter.previous;
        Waiter<C> after = waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        waiter.queued = false;
        size--;
        impatient -= waiter.patience == Waiter.Patience.NONE ? 1 : 0;
        return true;
    }

    @Nullable
    Waiter<C> first() {
        return first;
    }

    /** Every waiter but the first {@code skip}; the action may remove the one it is given. */
    void forEachAfter(int skip, Consumer<Waiter<C>> action) {
        Waiter<C> waiter = first;
        for (int i = 0; waiter != null; i++) {
            Waiter<C> after = waiter.next;
            if (i >= skip) {
                action.accept(waiter);
            }
            waiter = after;
        }
    }
}
