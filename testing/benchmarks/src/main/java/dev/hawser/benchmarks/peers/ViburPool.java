// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vibur.objectpool.ConcurrentPool;
import org.vibur.objectpool.PoolObjectFactory;
import org.vibur.objectpool.util.ConcurrentLinkedQueueCollection;

/** Vibur's object pool: a semaphore, fair or not, before a concurrent queue. */
final class ViburPool implements PoolUnderTest {

    private static final long TIMEOUT_NANOS = Shape.TIMEOUT.toNanos();

    private final ConcurrentPool<Object> pool;

    private ViburPool(ConcurrentPool<Object> pool) {
        this.pool = pool;
    }

    static PoolUnderTest open(Shape shape, boolean fair) {
        return new ViburPool(new ConcurrentPool<>(
                new ConcurrentLinkedQueueCollection<>(), new Connections(), shape.leases(), shape.leases(), fair));
    }

    @Override
    public Object claim(int turn) throws Exception {
        Object lease = pool.tryTake(TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
        if (lease == null) {
            throw new TimeoutException("no lease within " + Shape.TIMEOUT);
        }
        return lease;
    }

    @Override
    public void giveBack(Object lease) {
        pool.restore(lease);
    }

    @Override
    public void close() {
        pool.close();
    }

    private static final class Connections implements PoolObjectFactory<Object> {
        @Override
        public Object create() {
            return new Object();
        }

        @Override
        public boolean readyToTake(Object connection) {
            return true;
        }

        @Override
        public boolean readyToRestore(Object connection) {
            return true;
        }

        @Override
        public void destroy(Object connection) {}
    }
}
