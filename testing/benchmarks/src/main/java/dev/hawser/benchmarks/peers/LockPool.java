// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock, and a condition for each waiter: a lease that comes back is handed to whoever has waited longest. The bare
 * FIFO pool that waiting is measured against.
 */
final class LockPool implements PoolUnderTest {

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ArrayDeque<Object> idle = new ArrayDeque<>();

    @GuardedBy("lock")
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

    private LockPool(int leases) {
        lock.lock();
        try {
            for (int i = 0; i < leases; i++) {
                idle.push(new Object());
            }
        } finally {
            lock.unlock();
        }
    }

    static PoolUnderTest open(Shape shape) {
        return new LockPool(shape.leases());
    }

    @Override
    public Object claim(int turn) throws Exception {
        lock.lock();
        try {
            Object free = idle.poll();
            return free != null ? free : await();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Object await() throws Exception {
        Waiter waiter = new Waiter(lock.newCondition());
        waiters.add(waiter);
        long left = TimeUnit.NANOSECONDS.convert(Shape.TIMEOUT);
        while (waiter.given == null && left > 0) {
            left = waiter.wakeUp.awaitNanos(left);
        }
        Object given = waiter.given;
        if (given == null) {
            waiters.remove(waiter);
            throw new TimeoutException("no lease within " + Shape.TIMEOUT);
        }
        return given;
    }

    @Override
    public void giveBack(Object lease) {
        lock.lock();
        try {
            Waiter first = waiters.poll();
            if (first == null) {
                idle.push(lease);
            } else {
                first.given = lease;
                first.wakeUp.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private static final class Waiter {
        private final Condition wakeUp;
        private @Nullable Object given;

        Waiter(Condition wakeUp) {
            this.wakeUp = wakeUp;
        }
    }
}
