// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.outage;

import dev.hawser.benchmarks.outage.Server.Link;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/** commons-pool2: who finds nothing idle connects by himself. */
final class CommonsHarbour implements Harbour {

    private final GenericObjectPool<Boat> pool;

    CommonsHarbour(Server server, int max) {
        GenericObjectPoolConfig<Boat> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(max);
        config.setMaxIdle(max);
        config.setMaxWait(Harbours.TIMEOUT);
        config.setJmxEnabled(false);
        pool = new GenericObjectPool<>(new Connections(server), config);
    }

    @Override
    public Object claim() throws Exception {
        return pool.borrowObject();
    }

    @Override
    public boolean works(Object lease) {
        return ((Boat) lease).link.works();
    }

    @Override
    public void giveBack(Object lease) {
        pool.returnObject((Boat) lease);
    }

    @Override
    public void discard(Object lease) throws Exception {
        pool.invalidateObject((Boat) lease);
    }

    @Override
    public void close() {
        pool.close();
    }

    /** A link with an identity: two links of one life are equal, and the pool would mix them up. */
    private static final class Boat {
        private final Link link;

        Boat(Link link) {
            this.link = link;
        }
    }

    private static final class Connections extends BasePooledObjectFactory<Boat> {
        private final Server server;

        Connections(Server server) {
            this.server = server;
        }

        @Override
        public Boat create() throws Exception {
            return new Boat(server.connect());
        }

        @Override
        public PooledObject<Boat> wrap(Boat boat) {
            return new DefaultPooledObject<>(boat);
        }

        @Override
        public void destroyObject(PooledObject<Boat> boat) {
            server.closed();
        }
    }
}
