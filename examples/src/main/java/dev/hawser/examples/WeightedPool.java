// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Servers of different strength: each gets its share, in the order of the Linux virtual server. */
public final class WeightedPool {

    private WeightedPool() {}

    public static void main(String... args) throws Exception {
        try (EchoServer a = EchoServer.ofLines("a");
                EchoServer b = EchoServer.ofLines("b");
                EchoServer c = EchoServer.ofLines("c")) {
            String target = "static:" + a.address() + "*4," + b.address() + "*3," + c.address() + "*2";
            ask(target, 9).forEach(System.out::println);
        }
    }

    static List<String> ask(String target, int times) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        // tag::weights
        try (ConnectionPool<TcpConnection> pool = TcpPool.weighted(target, 30).build()) {
            for (int i = 1; i <= times; i++) {
                try (Lease<TcpConnection> lease = pool.acquire()) {
                    answers.add(Lines.ask(lease.connection(), "request " + i));
                }
            }
        }
        // end::weights
        return answers;
    }
}
