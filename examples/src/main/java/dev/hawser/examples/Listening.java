// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolSnapshot;
import dev.hawser.client.PoolSnapshot.EndpointSnapshot;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a pool does, as it happens, and how it stands at one moment. */
public final class Listening {

    private Listening() {}

    public static void main(String... args) throws Exception {
        try (EchoServer a = EchoServer.ofLines("a")) {
            watch("static:" + a.address()).forEach(System.out::println);
        }
    }

    static List<String> watch(String target) throws InterruptedException {
        List<String> seen = new CopyOnWriteArrayList<>(); // events come from several threads
        // tag::listener
        PoolListener listener = event -> {
            if (event instanceof PoolEvent.EndpointStateChanged change) {
                seen.add(change.from() + " to " + change.to() + (change.why().isEmpty() ? "" : ": " + change.why()));
            } else if (event instanceof PoolEvent.ConnectionClosed closed) {
                seen.add("closed: " + closed.reason());
            }
        };
        try (ConnectionPool<TcpConnection> pool =
                TcpPool.to(target).name("kv").listener(listener).build()) {
            try (Lease<TcpConnection> lease = pool.acquire()) {
                PoolSnapshot snapshot = pool.snapshot();
                for (EndpointSnapshot endpoint : snapshot.endpoints()) {
                    seen.add(endpoint.state() + ", " + endpoint.leased() + " of " + endpoint.max() + " leased");
                }
            }
        }
        // end::listener
        return seen;
    }
}
