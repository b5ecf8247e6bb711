// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/** commons-pool2's pool, fair or not. */
final class CommonsPool implements PoolUnderTest {

    private final GenericObjectPool<Object> pool;

    private CommonsPool(GenericObjectPool<Object> pool) {
        this.pool = pool;
    }

    static PoolUnderTest open(Shape shape, boolean fair) {
        GenericObjectPoolConfig<Object> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(shape.leases());
        config.setMaxIdle(shape.leases());
        config.setMaxWait(Shape.TIMEOUT);
        config.setFairness(fair);
        config.setJmxEnabled(false);
        return new CommonsPool(new GenericObjectPool<>(new Connections(), config));
    }

    @Override
    public Object claim(int turn) throws Exception {
        return pool.borrowObject();
    }

    @Override
    public void giveBack(Object lease) {
        pool.returnObject(lease);
    }

    @Override
    public void close() {
        pool.close();
    }

    private static final class Connections extends BasePooledObjectFactory<Object> {
        @Override
        public Object create() {
            return new Object();
        }

        @Override
        public PooledObject<Object> wrap(Object connection) {
            return new DefaultPooledObject<>(connection);
        }
    }
}
