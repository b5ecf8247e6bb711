// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The JDK's bounded queue, used as a pool: the plainest thing that could work. */
final class QueuePool implements PoolUnderTest {

    private final ArrayBlockingQueue<Object> idle;

    private QueuePool(ArrayBlockingQueue<Object> idle) {
        this.idle = idle;
    }

    static PoolUnderTest open(Shape shape, boolean fair) {
        ArrayBlockingQueue<Object> idle = new ArrayBlockingQueue<>(shape.leases(), fair);
        for (int i = 0; i < shape.leases(); i++) {
            idle.add(new Object());
        }
        return new QueuePool(idle);
    }

    @Override
    public Object claim(int turn) throws Exception {
        Object lease = idle.poll(Shape.TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        if (lease == null) {
            throw new TimeoutException("no lease within " + Shape.TIMEOUT);
        }
        return lease;
    }

    @Override
    public void giveBack(Object lease) {
        idle.add(lease);
    }
}
