// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Servers that come and go while the pool works, told by the program itself. */
public final class OwnDiscovery {

    private OwnDiscovery() {}

    public static void main(String... args) throws Exception {
        try (EchoServer a = EchoServer.ofLines("a");
                EchoServer b = EchoServer.ofLines("b")) {
            move(a.address(), b.address()).forEach(System.out::println);
        }
    }

    static List<String> move(Address from, Address to) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        // tag::registry
        EndpointRegistry registry = new EndpointRegistry();
        registry.register(Endpoint.of(from));
        try (ConnectionPool<TcpConnection> pool =
                TcpPool.to(registry, TcpOptions.plaintext()).build()) {
            answers.add(ask(pool, "before"));

            registry.register(Endpoint.of(to)); // known to the pool when the call returns
            answers.add(ask(pool, "both"));
            answers.add(ask(pool, "both"));

            registry.deregister(from); // its idle connections are closed, leased ones when they come back
            answers.add(ask(pool, "after"));
        }
        // end::registry
        return answers;
    }

    private static String ask(ConnectionPool<TcpConnection> pool, String question)
            throws IOException, InterruptedException {
        try (Lease<TcpConnection> lease = pool.acquire()) {
            return Lines.ask(lease.connection(), question);
        }
    }
}
