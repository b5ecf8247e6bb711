// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.balance.Balancers;
import dev.hawser.client.ConnectionPool;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A pool over two servers, and a connection that is one's own until the lease is closed. */
public final class ExclusiveLease {

    private ExclusiveLease() {}

    public static void main(String... args) throws Exception {
        try (EchoServer a = EchoServer.ofLines("a");
                EchoServer b = EchoServer.ofLines("b")) {
            ask("static:" + a.address() + "," + b.address(), "hello", "and again").forEach(System.out::println);
        }
    }

    static List<String> ask(String target, String... questions) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        // tag::lease
        try (ConnectionPool<TcpConnection> pool = TcpPool.to(target) // "static:10.0.0.1:7001*3,10.0.0.2:7001"
                .balancer(Balancers.weightedRoundRobin())
                .maxConnectionsPerEndpoint(8)
                .build()) {
            for (String question : questions) {
                try (Lease<TcpConnection> lease = pool.acquire(Duration.ofSeconds(1))) {
                    TcpConnection connection = lease.connection(); // ours alone until the lease is closed
                    answers.add(Lines.ask(connection, question)); // uses its inputStream() and outputStream()
                } // returns the connection, or closes it if reading or writing failed
            }
        }
        // end::lease
        return answers;
    }
}
