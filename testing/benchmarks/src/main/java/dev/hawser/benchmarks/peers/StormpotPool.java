// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import stormpot.Allocator;
import stormpot.Expiration;
import stormpot.Pool;
import stormpot.PoolBuilder;
import stormpot.PoolTap;
import stormpot.Pooled;
import stormpot.Slot;
import stormpot.Timeout;

/**
 * Stormpot 3.2; version 4 needs Java 21. As it comes, it reads a clock for each claim to see whether the connection has
 * expired. Without that it is fastest, and even more so for threads that each keep a tap.
 */
final class StormpotPool implements PoolUnderTest {

    private static final Timeout TIMEOUT = new Timeout(Shape.TIMEOUT);

    private final Pool<Pooled<Object>> pool;
    private final PoolTap<Pooled<Object>> tap;
    private final boolean tapped;

    private StormpotPool(Pool<Pooled<Object>> pool, PoolTap<Pooled<Object>> tap, boolean tapped) {
        this.pool = pool;
        this.tap = tap;
        this.tapped = tapped;
    }

    static PoolUnderTest openExpiring(Shape shape) {
        Pool<Pooled<Object>> pool = builder(shape).build();
        return new StormpotPool(pool, pool, false);
    }

    static PoolUnderTest open(Shape shape) {
        Pool<Pooled<Object>> pool =
                builder(shape).setExpiration(Expiration.never()).build();
        return new StormpotPool(pool, pool, false);
    }

    static PoolUnderTest openTapped(Shape shape) {
        Pool<Pooled<Object>> pool =
                builder(shape).setExpiration(Expiration.never()).build();
        return new StormpotPool(pool, pool, true);
    }

    private static PoolBuilder<Pooled<Object>> builder(Shape shape) {
        return Pool.from(new Connections()).setSize(shape.leases());
    }

    @Override
    public PoolUnderTest forThread() {
        return tapped ? new StormpotPool(pool, pool.getThreadLocalTap(), true) : this;
    }

    @Override
    public Object claim(int turn) throws Exception {
        Pooled<Object> lease = tap.claim(TIMEOUT);
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
