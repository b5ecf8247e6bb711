// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.observe;

import dev.hawser.benchmarks.peers.FixedDiscovery;
import dev.hawser.client.ConnectionPool;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.Lease;
import dev.hawser.pool.PoolOptions;
import dev.hawser.transport.Transport;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Claims a lease and returns it. */
final class LeaseWork implements Work {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ConnectionPool<Object> pool;
    private int seen;

    private LeaseWork(ConnectionPool<Object> pool) {
        this.pool = pool;
    }

    static Work open(Watching watching, int endpoints, int leases) {
        return new LeaseWork(ConnectionPool.builder(new FixedDiscovery(endpoints), new InMemory())
                .pool(PoolOptions.defaults().withMaxConnections(leases).withMinConnections(leases))
                .listener(watching.listener())
                .timing(watching.timing())
                .build());
    }

    @Override
    public void run(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            Lease<Object> lease = pool.acquire(TIMEOUT);
            seen += lease.connection().hashCode();
            lease.close();
        }
    }

    @Override
    public Viewed pool() {
        return pool;
    }

    @Override
    public void close() {
        pool.close(Duration.ZERO);
    }

    @Override
    public String toString() {
        return "leases, " + seen;
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
