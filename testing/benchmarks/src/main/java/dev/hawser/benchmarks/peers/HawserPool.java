// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.WaitOptions;
import dev.hawser.client.WaitOptions.Fairness;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.IdleOrder;
import dev.hawser.pool.Lease;
import dev.hawser.pool.PoolOptions;
import dev.hawser.transport.Transport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Hawser whole: discovery's snapshot, round robin, validation and life times at their defaults. A claim asks for the
 * connection too, because a lease nobody looks into is of no use.
 */
final class HawserPool implements PoolUnderTest {

    private final ConnectionPool<Object> pool;

    private HawserPool(ConnectionPool<Object> pool) {
        this.pool = pool;
    }

    static PoolUnderTest open(Shape shape, Fairness fairness, IdleOrder order) {
        return new HawserPool(ConnectionPool.builder(new FixedDiscovery(shape.endpoints()), new InMemory())
                .pool(PoolOptions.defaults().withMaxConnections(shape.leases()).withIdleOrder(order))
                .waiting(WaitOptions.defaults().withFairness(fairness))
                .build());
    }

    @Override
    public Object claim(int turn) throws InterruptedException {
        Lease<Object> lease = pool.acquire(Shape.TIMEOUT);
        if (lease.connection() == null) {
            throw new IllegalStateException("no connection in " + lease);
        }
        return lease;
    }

    @Override
    public void giveBack(Object lease) {
        ((Lease<?>) lease).close();
    }

    @Override
    public Object connection(Object lease) {
        return ((Lease<?>) lease).connection();
    }

    @Override
    public void close() {
        pool.close(Duration.ofSeconds(1));
    }

    private static final class InMemory implements Transport<Object> {
        @Override
        public CompletionStage<Object> connect(Endpoint endpoint) {
            return CompletableFuture.completedFuture(new Object());
        }

        @Override
        public void close(Object connection) {}
    }
}
