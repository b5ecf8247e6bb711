// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import dev.hawser.spec.faults.PortService;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A gRPC server with a {@link PortService}. */
final class GrpcInstance implements Instance {
    private final Server server;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong firstUsedAt = new AtomicLong();
    private final AtomicInteger calls = new AtomicInteger();

    GrpcInstance() {
        try {
            server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(new PortService().at(0))
                    .intercept(new FirstUse())
                    .addTransportFilter(new Connections())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public int accepted() {
        return accepted.get();
    }

    @Override
    public int open() {
        return open.get();
    }

    @Override
    public long firstUsedAt() {
        return firstUsedAt.get();
    }

    /** Calls that have come in so far. */
    int calls() {
        return calls.get();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Connections extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            accepted.incrementAndGet();
            open.incrementAndGet();
            return attributes;
        }

        @Override
        public void transportTerminated(Attributes attributes) {
            open.decrementAndGet();
        }
    }

    private final class FirstUse implements ServerInterceptor {
        @Override
        public <Q, A> Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            firstUsedAt.compareAndSet(0, System.nanoTime());
            calls.incrementAndGet();
            return next.startCall(call, headers);
        }
    }
}
