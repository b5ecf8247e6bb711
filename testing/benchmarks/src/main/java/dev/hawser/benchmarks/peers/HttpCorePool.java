// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;
import org.apache.hc.core5.pool.LaxConnPool;
import org.apache.hc.core5.pool.ManagedConnPool;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.util.Timeout;

/** HttpCore's pools of connections by route: one lock for all (strict), or a queue for each route (lax). */
final class HttpCorePool implements PoolUnderTest {

    private static final Timeout TIMEOUT = Timeout.of(Shape.TIMEOUT);
    private static final long TIMEOUT_NANOS = Shape.TIMEOUT.toNanos();

    private final ManagedConnPool<Integer, ModalCloseable> pool;
    private final Integer[] routes;

    private HttpCorePool(ManagedConnPool<Integer, ModalCloseable> pool, Shape shape) {
        this.pool = pool;
        this.routes = new Integer[shape.endpoints()];
        for (int i = 0; i < routes.length; i++) {
            routes[i] = i;
        }
    }

    static PoolUnderTest lax(Shape shape) {
        return new HttpCorePool(new LaxConnPool<>(shape.leases()), shape);
    }

    static PoolUnderTest strict(Shape shape) {
        return new HttpCorePool(new StrictConnPool<>(shape.leases(), shape.connections()), shape);
    }

    @Override
    public Object claim(int turn) throws Exception {
        Integer route = routes[routes.length == 1 ? 0 : turn % routes.length];
        PoolEntry<Integer, ModalCloseable> lease =
                pool.lease(route, null, TIMEOUT, null).get(TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
        if (!lease.hasConnection()) {
            lease.assignConnection(new Connection());
        }
        return lease;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void giveBack(Object lease) {
        pool.release((PoolEntry<Integer, ModalCloseable>) lease, true);
    }

    @Override
    public Object connection(Object lease) {
        return ((PoolEntry<?, ?>) lease).getConnection();
    }

    @Override
    public void close() {
        pool.close(CloseMode.IMMEDIATE);
    }

    private static final class Connection implements ModalCloseable {
        @Override
        public void close(CloseMode mode) {}

        @Override
        public void close() {}
    }
}
