// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.Lease;
import dev.hawser.transport.BlockingTransport;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A pool of whatever can be opened, checked and closed, over code that blocks: here of {@link LineClient}s. */
public final class AnyConnection {

    private AnyConnection() {}

    public static void main(String... args) throws Exception {
        try (EchoServer a = EchoServer.ofLines("a")) {
            System.out.println(ask(Discoveries.of(Endpoint.of(a.address())), "hello"));
        }
    }

    static String ask(Discovery servers, String question) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        // tag::transport
        Transport<LineClient> clients =
                new BlockingTransport<>(LineClient::connect, LineClient::checkAlive, LineClient::close, threads);
        try (ConnectionPool<LineClient> pool =
                        ConnectionPool.builder(servers, clients).name("clients").build();
                Lease<LineClient> lease = pool.acquire()) {
            try {
                return lease.connection().ask(question);
            } catch (IOException e) {
                lease.discard(e); // only we can know that this connection is broken
                throw e;
            }
        } finally {
            threads.shutdown(); // ours, so ending them is up to us
        }
        // end::transport
    }
}
