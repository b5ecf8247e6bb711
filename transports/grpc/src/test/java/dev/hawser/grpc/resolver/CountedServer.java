// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.EchoServer;
import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server that also counts who has ever connected, and who is connected. */
final class CountedServer implements AutoCloseable {

    final AtomicInteger connected = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final Endpoint endpoint;
    private final EchoServer server;

    CountedServer(String name) {
        server = EchoServer.start(
                name,
                builder -> builder.addTransportFilter(new ServerTransportFilter() {
                    @Override
                    public Attributes transportReady(Attributes attributes) {
                        connected.incrementAndGet();
                        open.incrementAndGet();
                        return attributes;
                    }

                    @Override
                    public void transportTerminated(Attributes attributes) {
                        open.decrementAndGet();
                    }
                }));
        endpoint = server.endpoint();
    }

    Endpoint weighing(int weight) {
        return endpoint.withWeight(weight);
    }

    int calls() {
        return server.calls.get();
    }

    /** Another one at the address of this, which was closed. */
    EchoServer again() {
        return EchoServer.startAt(endpoint.address(), "again");
    }

    @Override
    public void close() {
        server.close();
    }
}
