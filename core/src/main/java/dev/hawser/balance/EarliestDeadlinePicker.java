// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.endpoint.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Earliest deadline first: everybody has a deadline each 1/weight, and the earliest is next. Nearly as even as the
 * smooth order, at O(log n), for any weights. The first deadlines are drawn at random, as gRFC A58 demands: equal ones
 * would make all clients begin with the same endpoints, and bring the heavy ones in clusters.
 */
final class EarliestDeadlinePicker implements Picker {
    /*
     * State        heap: seats by deadline, the earliest first. Those passed over during a pick wait behind its end.
     * Who changes  Any thread in pick, under `lock`. The control plane only reads, when it makes a successor.
     * Never        blocks under the lock, or calls anything but the admission, which is cheap and free of side effects
     *              by contract. Never holds two locks: a successor is filled from a copy.
     * Hot path     the lock, and one sift of log n. Not lock-free: who needs that has at most 50 weighted endpoints,
     *              or takes the rotation or the LVS order, at any number.
     * Why it holds Deadlines are exact multiples of whole intervals; they are compared by subtraction, since they wrap,
     *              and no two are further apart than the longest interval, 2^42.
     */

    /** The interval of weight 1. That of the largest weight is 4 million, so rounding it is off by 0.00002 %. */
    private static final long UNIT = 1L << 42;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Seat> seats;
    private final int[] indexes;
    private final long[] intervals;

    @GuardedBy("lock")
    private final long[] deadlines;

    @GuardedBy("lock")
    private final int[] heap;

    @GuardedBy("lock")
    private int size;

    @GuardedBy("lock")
    private long now;

    /** @param seats at least one, sorted, so that equal seeds make equal pickers */
    EarliestDeadlinePicker(List<Seat> seats, Optional<Picker> previous, RandomGenerator random) {
        int[] units = Seat.units(seats);
        this.seats = seats;
        this.indexes = Seat.indexes(seats);
        this.intervals = new long[units.length];
        this.deadlines = new long[units.length];
        this.heap = new int[units.length];
        Map<Address, Progress> kept = previous.isPresent() && previous.get() instanceof EarliestDeadlinePicker before
                ? before.progress()
                : Map.of();
        for (int i = 0; i < units.length; i++) {
            intervals[i] = UNIT / units[i];
            Progress progress = kept.get(seats.get(i).address());
            deadlines[i] = progress == null ? random.nextLong(intervals[i]) : progress.at(intervals[i]);
            heap[size] = i;
            siftUp(size++);
        }
    }

    @Override
    public int pick(Admission admission) {
        lock.lock();
        try {
            while (size > 0) {
                int first = heap[0];
                if (admission.admits(indexes[first])) {
                    now = deadlines[first];
                    deadlines[first] += intervals[first];
                    siftDown();
                    takeBack(true);
                    return indexes[first];
                }
                heap[0] = heap[--size];
                heap[size] = first;
                siftDown();
            }
            takeBack(false);
            return NONE;
        } finally {
            lock.unlock();
        }
    }

    /** Returns those passed over to the heap. If somebody was picked they lose the turns they had until then. */
    @GuardedBy("lock")
    private void takeBack(boolean losingTurns) {
        while (size < heap.length) {
            int seat = heap[size];
            if (losingTurns) {
                long missed = (now - deadlines[seat]) / intervals[seat] + 1;
                deadlines[seat] += missed * intervals[seat];
            }
            siftUp(size++);
        }
    }

    /** How far each is from its deadline, for a successor to go on from. */
    private Map<Address, Progress> progress() {
        Map<Address, Progress> result = new HashMap<>();
        lock.lock();
        try {
            for (int i = 0; i < seats.size(); i++) {
                result.put(seats.get(i).address(), new Progress(deadlines[i] - now, intervals[i]));
            }
        } finally {
            lock.unlock();
        }
        return result;
    }

    /** The share of an interval that is left until a deadline. */
    private record Progress(long left, long interval) {

        long at(long newInterval) {
            return newInterval == interval ? left : (long) ((double) left / interval * newInterval);
        }
    }

    @GuardedBy("lock")
    private void siftUp(int from) {
        int place = from;
        int seat = heap[place];
        while (place > 0 && isBefore(seat, heap[(place - 1) / 2])) {
            heap[place] = heap[(place - 1) / 2];
            place = (place - 1) / 2;
        }
        heap[place] = seat;
    }

    @GuardedBy("lock")
    private void siftDown() {
        if (size == 0) {
            return;
        }
        int place = 0;
        int seat = heap[0];
        for (int child = 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], seat)) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = seat;
    }

    @GuardedBy("lock")
    private boolean isBefore(int a, int b) {
        long ahead = deadlines[a] - deadlines[b];
        return ahead != 0 ? ahead < 0 : a < b;
    }
}
