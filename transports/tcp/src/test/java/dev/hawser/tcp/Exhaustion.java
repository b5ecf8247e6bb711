// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.Backoff;
import dev.hawser.pool.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Run in a process of its own that has little of something: leases until nothing is left, then gives back. */
final class Exhaustion {

    private Exhaustion() {}

    public static void main(String[] arguments) throws Exception {
        try (Peer peer = Peer.echoing()) {
            // Classes are files: those that exhaustion needs must have been loaded before.
            leaseUntilNothingIsLeft(peer.target(), 3);
            leaseUntilNothingIsLeft("static:127.0.0.1:" + TcpTransportTest.freePort(), 3);
        }
        try (Peer peer = Peer.echoing()) {
            System.out.println(leaseUntilNothingIsLeft(peer.target(), 1_000));
        }
    }

    private static String leaseUntilNothingIsLeft(String target, int max) throws Exception {
        Queue<PoolEvent.ConnectFailed> failures = new ConcurrentLinkedQueue<>();
        List<Lease<TcpConnection>> leases = new ArrayList<>();
        try (ConnectionPool<TcpConnection> pool = TcpPool.to(target)
                .maxConnectionsPerEndpoint(max)
                .reconnectBackoff(Backoff.constant(Duration.ofMillis(100)))
                .listener(event -> {
                    if (event instanceof PoolEvent.ConnectFailed failed) {
                        failures.add(failed);
                    }
                })
                .build()) {
            try {
                while (true) {
                    leases.add(pool.acquire(Duration.ofSeconds(1)));
                }
            } catch (PoolExhaustedException exhausted) {
                for (Lease<TcpConnection> lease : leases) {
                    lease.discard(exhausted);
                }
            }
            boolean recovered = true;
            try (Lease<TcpConnection> lease = pool.acquire(Duration.ofSeconds(3))) {
                TcpTransportTest.exchange(lease.connection());
            } catch (PoolExhaustedException | IOException e) {
                recovered = false;
            }
            String first = failures.isEmpty() ? "none" : failures.peek().cause().toString();
            return "leases " + leases.size() + "\nattempts failed " + failures.size() + "\nrecovered " + recovered
                    + "\nleased at the end " + pool.snapshot().leased() + "\nfailure " + first;
        }
    }
}
