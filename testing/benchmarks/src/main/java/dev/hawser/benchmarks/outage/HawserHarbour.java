// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.outage;

import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.outage.Server.Link;
import dev.hawser.benchmarks.peers.FixedDiscovery;
import dev.hawser.client.ConnectionPool;
import dev.hawser.client.WaitOptions;
import dev.hawser.client.WaitOptions.WhenDown;
import dev.hawser.failover.Backoff;
import dev.hawser.pool.Lease;
import dev.hawser.pool.PoolOptions;
import dev.hawser.transport.BlockingTransport;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.Executors;

/** Hawser, probing a dead server not quite twice a second: with the 50 ms of a failing connect, every 530 ms. */
final class HawserHarbour implements Harbour {

    private static final Backoff TWICE_A_SECOND = Backoff.constant(Duration.ofMillis(480));

    private final ConnectionPool<Link> pool;

    HawserHarbour(Server server, int max, WhenDown whenDown) {
        BlockingTransport<Link> transport = new BlockingTransport<>(
                endpoint -> server.connect(),
                HawserHarbour::probe,
                link -> server.closed(),
                Executors.newCachedThreadPool(Crew.platform()));
        pool = ConnectionPool.builder(new FixedDiscovery(1), transport)
                .pool(PoolOptions.defaults().withMaxConnections(max))
                .reconnectBackoff(TWICE_A_SECOND)
                .waiting(WaitOptions.defaults().withWhenDown(whenDown))
                .build();
    }

    private static void probe(Link link) throws SocketException {
        if (!link.works()) {
            throw new SocketException(Server.DEAD);
        }
    }

    @Override
    public Object claim() throws InterruptedException {
        return pool.acquire(Harbours.TIMEOUT);
    }

    @Override
    public boolean works(Object lease) {
        return ((Link) ((Lease<?>) lease).connection()).works();
    }

    @Override
    public void giveBack(Object lease) {
        ((Lease<?>) lease).close();
    }

    @Override
    public void discard(Object lease) {
        ((Lease<?>) lease).discard(new SocketException(Server.DEAD));
    }

    @Override
    public void close() {
        pool.close(Duration.ZERO);
    }
}
