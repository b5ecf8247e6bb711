// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;

/** commons-pool2's keyed pool, fair or not. A connection knows its key, as it must to be returned. */
final class CommonsKeyedPool implements PoolUnderTest {

    private final GenericKeyedObjectPool<Integer, Connection> pool;
    private final Integer[] keys;

    private CommonsKeyedPool(GenericKeyedObjectPool<Integer, Connection> pool, Integer[] keys) {
        this.pool = pool;
        this.keys = keys;
    }

    static PoolUnderTest open(Shape shape, boolean fair) {
        GenericKeyedObjectPoolConfig<Connection> config = new GenericKeyedObjectPoolConfig<>();
        config.setMaxTotal(shape.connections());
        config.setMaxTotalPerKey(shape.leases());
        config.setMaxIdlePerKey(shape.leases());
        config.setMaxWait(Shape.TIMEOUT);
        config.setFairness(fair);
        config.setJmxEnabled(false);
        Integer[] keys = new Integer[shape.endpoints()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = i;
        }
        return new CommonsKeyedPool(new GenericKeyedObjectPool<>(new Connections(), config), keys);
    }

    @Override
    public Object claim(int turn) throws Exception {
        return pool.borrowObject(keys[turn % keys.length]);
    }

    @Override
    public void giveBack(Object lease) {
        Connection connection = (Connection) lease;
        pool.returnObject(connection.key, connection);
    }

    @Override
    public void close() {
        pool.close();
    }

    private static final class Connection {
        private final Integer key;

        Connection(Integer key) {
            this.key = key;
        }
    }

    private static final class Connections extends BaseKeyedPooledObjectFactory<Integer, Connection> {
        @Override
        public Connection create(Integer key) {
            return new Connection(key);
        }

        @Override
        public PooledObject<Connection> wrap(Connection connection) {
            return new DefaultPooledObject<>(connection);
        }
    }
}
