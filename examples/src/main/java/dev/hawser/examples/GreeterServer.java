// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.endpoint.Address;
import hawser.examples.GreetReply;
import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import hawser.examples.VisitReply;
import hawser.examples.VisitRequest;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A gRPC server to talk to, on a free port of this machine. Not an example of a server. */
public final class GreeterServer implements AutoCloseable {

    private final String name;
    private final AtomicInteger visits = new AtomicInteger();
    private final Server server;
    private final Address address;
    private volatile boolean broken;

    private GreeterServer(String name) throws IOException {
        this.name = name;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new Greeter())
                .build()
                .start();
        this.address = new Address("127.0.0.1", server.getPort());
    }

    /** Greets in its own name: {@code a: hello, you}. */
    static GreeterServer start(String name) throws IOException {
        return new GreeterServer(name);
    }

    /** Fails whatever it is asked from now on, as a server in trouble would. */
    void fail() {
        broken = true;
    }

    Address address() {
        return address;
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> void answer(T reply, StreamObserver<T> caller) {
        if (broken) {
            caller.onError(
                    Status.UNAVAILABLE.withDescription(name + " is broken").asRuntimeException());
            return;
        }
        caller.onNext(reply);
        caller.onCompleted();
    }

    private final class Greeter extends GreeterGrpc.GreeterImplBase {

        @Override
        public void greet(GreetRequest request, StreamObserver<GreetReply> caller) {
            String text = name + ": hello, " + request.getName();
            answer(GreetReply.newBuilder().setText(text).build(), caller);
        }

        @Override
        public void visit(VisitRequest request, StreamObserver<VisitReply> caller) {
            answer(VisitReply.newBuilder().setVisits(visits.incrementAndGet()).build(), caller);
        }
    }
}
