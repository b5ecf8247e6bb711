// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The least there is: a pool over two servers, and a connection that is one's own until the lease is closed. */
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
        try (ConnectionPool<TcpConnection> pool = TcpPool.to(target).build()) {
            for (String question : questions) {
                try (Lease<TcpConnection> lease = pool.acquire(Duration.ofSeconds(1))) {
                    answers.add(Lines.ask(lease.connection(), question));
                } // closing the lease returns the connection, or has it closed if reading or writing failed
            }
        }
        // end::lease
        return answers;
    }
}
