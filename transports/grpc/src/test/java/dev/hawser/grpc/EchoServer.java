// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A real gRPC server on a free loopback port, which counts its calls and fails when told to. */
public final class EchoServer implements AutoCloseable {

    private static final Logger HANDLER = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    static {
        HANDLER.setLevel(Level.OFF); // it is startled by each connection that breaks
    }

    public final String name;
    public final AtomicInteger calls = new AtomicInteger();
    /** How often each unary call that it didn't fail has run, by its text. */
    public final ConcurrentMap<String, Integer> runs = new ConcurrentHashMap<>();
    /** Decides about the n-th call (1 for the first): absent answers it, a status fails it. */
    public volatile Function<Integer, Optional<Status>> verdict = call -> Optional.empty();

    private final Server server;

    private EchoServer(String name, ServerCredentials credentials, Consumer<NettyServerBuilder> customizer, int port) {
        this.name = name;
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port), credentials);
        builder.addService(new Service());
        customizer.accept(builder);
        try {
            server = builder.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static EchoServer start(String name) {
        return start(name, builder -> {});
    }

    public static EchoServer start(String name, Consumer<NettyServerBuilder> customizer) {
        return start(name, InsecureServerCredentials.create(), customizer);
    }

    /** With TLS, say. */
    public static EchoServer start(
            String name, ServerCredentials credentials, Consumer<NettyServerBuilder> customizer) {
        return new EchoServer(name, credentials, customizer, 0);
    }

    /** Another server at the address of one that was stopped. */
    public static EchoServer startAt(Address address, String name) {
        return new EchoServer(name, InsecureServerCredentials.create(), builder -> {}, address.port());
    }

    public Address address() {
        return new Address("127.0.0.1", server.getPort());
    }

    public Endpoint endpoint() {
        return Endpoint.of(address());
    }

    /** Lets calls in flight end: connections get a GOAWAY. */
    public void shutdown() {
        server.shutdown();
    }

    /** Lets calls in flight end, and waits until the connections are gone too. */
    public void end() {
        server.shutdown();
        awaitTermination();
    }

    /** Ends everything at once. */
    @Override
    public void close() {
        server.shutdownNow();
        awaitTermination();
    }

    private void awaitTermination() {
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EchoReply reply(String text) {
        return EchoReply.newBuilder().setText(text).setServer(name).build();
    }

    private boolean refused(StreamObserver<EchoReply> replies) {
        Optional<Status> status = verdict.apply(calls.incrementAndGet());
        status.ifPresent(s -> replies.onError(s.asRuntimeException()));
        return status.isPresent();
    }

    private final class Service extends EchoGrpc.EchoImplBase {

        @Override
        public void unary(EchoRequest request, StreamObserver<EchoReply> replies) {
            if (!refused(replies)) {
                runs.merge(request.getText(), 1, Integer::sum);
                replies.onNext(reply(request.getText()));
                replies.onCompleted();
            }
        }

        @Override
        public void unaryIdempotent(EchoRequest request, StreamObserver<EchoReply> replies) {
            unary(request, replies);
        }

        @Override
        public void unaryReadOnly(EchoRequest request, StreamObserver<EchoReply> replies) {
            unary(request, replies);
        }

        @Override
        public void serverStream(EchoRequest request, StreamObserver<EchoReply> replies) {
            if (!refused(replies)) {
                for (int i = 0; i < request.getCount(); i++) {
                    replies.onNext(reply(request.getText() + i));
                }
                replies.onCompleted();
            }
        }

        @Override
        public StreamObserver<EchoRequest> clientStream(StreamObserver<EchoReply> replies) {
            if (refused(replies)) {
                return new Ignored();
            }
            StringBuilder all = new StringBuilder();
            return new StreamObserver<>() {
                @Override
                public void onNext(EchoRequest request) {
                    all.append(request.getText());
                }

                @Override
                public void onError(Throwable cause) {}

                @Override
                public void onCompleted() {
                    replies.onNext(reply(all.toString()));
                    replies.onCompleted();
                }
            };
        }

        @Override
        public StreamObserver<EchoRequest> bidi(StreamObserver<EchoReply> replies) {
            if (refused(replies)) {
                return new Ignored();
            }
            return new StreamObserver<>() {
                @Override
                public void onNext(EchoRequest request) {
                    replies.onNext(reply(request.getText()));
                }

                @Override
                public void onError(Throwable cause) {}

                @Override
                public void onCompleted() {
                    replies.onCompleted();
                }
            };
        }
    }

    private static final class Ignored implements StreamObserver<EchoRequest> {
        @Override
        public void onNext(EchoRequest request) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
