// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.console.Console;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A pool in a console, and what that says as text. */
public final class ConsoleExample {

    private ConsoleExample() {}

    public static void main(String... args) throws Exception {
        try (EchoServer a = EchoServer.ofLines("a")) {
            System.out.println(show("static:" + a.address()));
        }
    }

    static String show(String target) throws InterruptedException, IOException {
        // tag::console
        try (Console console = Console.builder().port(0).start(); // 0: any port that is free
                ConnectionPool<TcpConnection> pool =
                        TcpPool.to(target).name("kv").listener(console).build()) {
            console.watch(pool);
            pool.acquire().close();
            return read(console.uri().resolve("/pools?format=text")); // or open console.uri() in a browser
        }
        // end::console
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
