// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import dev.hawser.endpoint.Address;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A server of messages that are nothing but bytes. */
final class ByteServer implements AutoCloseable {

    static final Metadata.Key<String> QUESTION = Metadata.Key.of("question", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> ANSWER = Metadata.Key.of("answer", Metadata.ASCII_STRING_MARSHALLER);

    static final MethodDescriptor<byte[], byte[]> UNARY = method(MethodType.UNARY, "Unary");
    static final MethodDescriptor<byte[], byte[]> FLOOD = method(MethodType.SERVER_STREAMING, "Flood");
    static final MethodDescriptor<byte[], byte[]> COUNT = method(MethodType.CLIENT_STREAMING, "Count");
    static final MethodDescriptor<byte[], byte[]> BIDI = method(MethodType.BIDI_STREAMING, "Bidi");
    static final MethodDescriptor<byte[], byte[]> SILENT = method(MethodType.UNARY, "Silent");
    static final MethodDescriptor<byte[], byte[]> FAILING = method(MethodType.UNARY, "Failing");

    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger flooded = new AtomicInteger();
    final AtomicReference<Metadata> headers = new AtomicReference<>(new Metadata());
    final AtomicReference<Deadline> deadline = new AtomicReference<>();

    private final String name;
    private final Server server;

    private ByteServer(String name, UnaryOperator<ServerBuilder<?>> how) {
        this.name = name;
        ServerBuilder<?> builder = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create());
        builder.addTransportFilter(new Counter());
        try {
            server = how.apply(builder).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers by itself. */
    static ByteServer backend(String name) {
        return backend(name, call -> call);
    }

    /** Answers by itself, behind an interceptor. */
    static ByteServer backend(String name, UnaryOperator<ServerBuilder<?>> how) {
        AtomicReference<ByteServer> itself = new AtomicReference<>();
        ByteServer server = new ByteServer(
                name, builder -> how.apply(builder.addService(service(itself)).intercept(new Notes(itself))));
        itself.set(server);
        return server;
    }

    /** Passes everything on. */
    static ByteServer proxy(HandlerRegistry handlers) {
        return new ByteServer("proxy", builder -> builder.fallbackHandlerRegistry(handlers));
    }

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.newBuilder(Bytes.AS_THEY_ARE, Bytes.AS_THEY_ARE)
                .setType(type)
                .setFullMethodName("hawser.test.Bytes/" + name)
                .build();
    }

    Address address() {
        return new Address("127.0.0.1", server.getPort());
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

    private static ServerServiceDefinition service(AtomicReference<ByteServer> itself) {
        return ServerServiceDefinition.builder("hawser.test.Bytes")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall((request, replies) -> {
                    replies.onNext(itself.get().signed(request));
                    replies.onCompleted();
                }))
                .addMethod(
                        FLOOD,
                        ServerCalls.asyncServerStreamingCall((request, replies) ->
                                itself.get().flood(request, (ServerCallStreamObserver<byte[]>) replies)))
                .addMethod(COUNT, ServerCalls.asyncClientStreamingCall(Counting::new))
                .addMethod(BIDI, ServerCalls.asyncBidiStreamingCall(replies -> new Echoing(itself.get(), replies)))
                .addMethod(SILENT, ServerCalls.asyncUnaryCall((request, replies) -> {}))
                .addMethod(FAILING, ServerCalls.asyncUnaryCall((request, replies) -> {
                    Metadata trailers = new Metadata();
                    trailers.put(ANSWER, "in trailers");
                    replies.onError(
                            Status.DATA_LOSS.withDescription("half of it").asRuntimeException(trailers));
                }))
                .build();
    }

    private byte[] signed(byte[] request) {
        byte[] sign = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] reply = java.util.Arrays.copyOf(request, request.length + sign.length);
        System.arraycopy(sign, 0, reply, request.length, sign.length);
        return reply;
    }

    /** Sends 10,000 messages of 10 KiB, each when it can be taken. */
    private void flood(byte[] request, ServerCallStreamObserver<byte[]> replies) {
        replies.setOnReadyHandler(() -> {
            while (replies.isReady() && flooded.get() < 10_000) {
                replies.onNext(new byte[10_240]);
                if (flooded.incrementAndGet() == 10_000) {
                    replies.onCompleted();
                }
            }
        });
    }

    private record Counting(StreamObserver<byte[]> replies, AtomicInteger bytes) implements StreamObserver<byte[]> {
        Counting(StreamObserver<byte[]> replies) {
            this(replies, new AtomicInteger());
        }

        @Override
        public void onNext(byte[] message) {
            bytes.addAndGet(message.length);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
            replies.onNext(new byte[] {bytes.byteValue()});
            replies.onCompleted();
        }
    }

    private record Echoing(ByteServer server, StreamObserver<byte[]> replies) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] message) {
            replies.onNext(server.signed(message));
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
            replies.onCompleted();
        }
    }

    /** Writes down what each call brought, and answers its question. */
    private record Notes(AtomicReference<ByteServer> server) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            ByteServer here = server.get();
            here.calls.incrementAndGet();
            here.headers.set(headers);
            here.deadline.set(Context.current().getDeadline());
            ServerCall<Q, A> answering = new io.grpc.ForwardingServerCall.SimpleForwardingServerCall<>(call) {
                @Override
                public void sendHeaders(Metadata answer) {
                    answer.put(ANSWER, "in headers");
                    super.sendHeaders(answer);
                }
            };
            return new io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
                    next.startCall(answering, headers)) {
                @Override
                public void onCancel() {
                    here.cancelled.incrementAndGet();
                    super.onCancel();
                }
            };
        }
    }

    private final class Counter extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            connections.incrementAndGet();
            return attributes;
        }
    }
}
