// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A transport in a test's hands, which notes the losses it hears of and closes what it made. */
final class Connecting implements AutoCloseable {

    final GrpcTransport transport;
    final Queue<Optional<Throwable>> losses = new ConcurrentLinkedQueue<>();
    private final Queue<ManagedChannel> made = new ConcurrentLinkedQueue<>();

    Connecting(ChannelOptions options) {
        this.transport = new GrpcTransport(options);
    }

    CompletableFuture<ManagedChannel> begin(Endpoint endpoint) {
        return transport.connect(endpoint, cause -> losses.add(Optional.ofNullable(cause)));
    }

    ManagedChannel to(Endpoint endpoint) throws Exception {
        ManagedChannel channel = begin(endpoint).get(20, TimeUnit.SECONDS);
        made.add(channel);
        return channel;
    }

    /** By name, as the certificates of the tests have it. */
    ManagedChannel named(EchoServer server) throws Exception {
        return to(localhost(server));
    }

    static Endpoint localhost(EchoServer server) {
        return Endpoint.of("localhost:" + server.address().port());
    }

    /** Why there is no connection. */
    ConnectFailedException failure(Endpoint endpoint) throws Exception {
        try {
            to(endpoint);
        } catch (ExecutionException e) {
            return (ConnectFailedException) e.getCause();
        }
        throw new AssertionError("connected to " + endpoint);
    }

    static String call(ManagedChannel channel) {
        return EchoGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .unary(EchoRequest.newBuilder().setText("hi").build())
                .getText();
    }

    /** How a call ends. */
    static Status statusOf(ManagedChannel channel) {
        try {
            call(channel);
            return Status.OK;
        } catch (io.grpc.StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    @Override
    public void close() {
        made.forEach(transport::close);
    }
}
