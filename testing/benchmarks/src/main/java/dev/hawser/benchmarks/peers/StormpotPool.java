// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import stormpot.Allocator;
import stormpot.Pool;
import stormpot.Pooled;
import stormpot.Slot;
import stormpot.Timeout;

/** Stormpot 3.2 as it comes. Version 4 needs Java 21. */
final class StormpotPool implements PoolUnderTest {

    private static final Timeout TIMEOUT = new Timeout(Shape.TIMEOUT);

    private final Pool<Pooled<Object>> pool;

    private StormpotPool(Pool<Pooled<Object>> pool) {
        this.pool = pool;
    }

    static PoolUnderTest open(Shape shape) {
        return new StormpotPool(
                Pool.from(new Connections()).setSize(shape.leases()).build());
    }

    @Override
    public Object claim(int turn) throws Exception {
        Pooled<Object> lease = pool.claim(TIMEOUT);
        if (lease == null) {
            throw new TimeoutException("no lease within " + Shape.TIMEOUT);
        }
        return lease;
    }

    @Override
    public void giveBack(Object lease) {
        ((Pooled<?>) lease).release();
    }

    @Override
    public void close() throws Exception {
        pool.shutdown().await(new Timeout(1, TimeUnit.SECONDS));
    }

    private static final class Connections implements Allocator<Pooled<Object>> {
        @Override
        public Pooled<Object> allocate(Slot slot) {
            return new Pooled<>(slot, new Object());
        }

        @Override
        public void deallocate(Pooled<Object> lease) {}
    }
}
