// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.console.Console;
import dev.hawser.micrometer.PoolMetrics;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What meters find is shown by a console. */
public final class ConsoleFindings {

    private ConsoleFindings() {}

    public static void main(String... args) throws Exception {
        try (EchoServer a = EchoServer.ofLines("a")) {
            System.out.println(show("static:" + a.address()));
        }
    }

    static String show(String target) throws IOException {
        // tag::findings
        PoolMetrics metrics = PoolMetrics.perEndpoint();
        try (metrics;
                Console console =
                        Console.builder().port(0).findings(metrics::findings).start();
                ConnectionPool<TcpConnection> pool = TcpPool.to(target)
                        .name("kv")
                        .listener(console)
                        .listener(metrics)
                        .build()) {
            metrics.watch(pool);
            console.watch(pool);
            return read(console.uri().resolve("/lint?format=text"));
        }
        // end::findings
    }

    private static String read(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        try {
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }
}
