// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import dev.hawser.time.SystemTime;
import hawser.demo.BerthGrpc;
import hawser.demo.LookReply;
import hawser.demo.LookRequest;
import hawser.demo.MoorReply;
import hawser.demo.MoorRequest;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A real gRPC server that answers after a delay, with health and reflection; on the loopback address only. */
final class GrpcDemoServer implements FleetServer {

    /** Longer than any answer takes. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    private final SystemTime time = new SystemTime("demo-server");
    private final AtomicLong moored = new AtomicLong();
    private final HealthStatusManager health = new HealthStatusManager();
    private final Server server;
    private volatile long delayNanos;

    private GrpcDemoServer(int port, Duration delay) throws IOException {
        this.delayNanos = delay.toNanos();
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                // Nothing here ever waits, so the threads that read may answer.
                .directExecutor()
                .addService(new Berth())
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
    }

    /** Listens on the port, or on any free one for 0, and serves until closed. */
    static GrpcDemoServer start(int port, Duration delay) throws IOException {
        return Ports.listen(port, chosen -> {
            GrpcDemoServer demo = new GrpcDemoServer(chosen, delay);
            try {
                demo.server.start();
                return demo;
            } catch (IOException e) {
                demo.close();
                throw e;
            }
        });
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public void delay(Duration value) {
        delayNanos = value.toNanos();
    }

    /** Says goodbye (GOAWAY) on every connection, so that clients go elsewhere with what they have not sent yet. */
    @Override
    public void drain() {
        health.enterTerminalState();
        server.shutdown();
        awaitEnd();
    }

    @Override
    public void close() {
        server.shutdownNow();
        awaitEnd();
        time.close();
    }

    private void awaitEnd() {
        try {
            server.awaitTermination(DRAIN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> void answer(T reply, StreamObserver<T> caller) {
        time.schedule(delayNanos, () -> {
            caller.onNext(reply);
            caller.onCompleted();
        });
    }

    private final class Berth extends BerthGrpc.BerthImplBase {

        @Override
        public void look(LookRequest request, StreamObserver<LookReply> caller) {
            answer(LookReply.newBuilder().setShip(request.getShip()).build(), caller);
        }

        @Override
        public void moor(MoorRequest request, StreamObserver<MoorReply> caller) {
            answer(MoorReply.newBuilder().setMoored(moored.incrementAndGet()).build(), caller);
        }
    }
}
