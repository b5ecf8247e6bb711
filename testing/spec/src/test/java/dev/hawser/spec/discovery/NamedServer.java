// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A gRPC server that answers with its name, at once or when it is told to. */
final class NamedServer implements AutoCloseable {
    private static final MethodDescriptor<String, String> WHO = method("Who");
    private static final MethodDescriptor<String, String> WHO_LATER = method("WhoLater");

    private final String name;
    private final Queue<StreamObserver<String>> held = new ConcurrentLinkedQueue<>();
    private final Server server;

    NamedServer(String name) {
        this.name = name;
        try {
            server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(ServerServiceDefinition.builder("named.Server")
                            .addMethod(WHO, ServerCalls.asyncUnaryCall((request, replies) -> answer(replies)))
                            .addMethod(WHO_LATER, ServerCalls.asyncUnaryCall((request, replies) -> held.add(replies)))
                            .build())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String ask(Channel channel) {
        return ClientCalls.blockingUnaryCall(
                channel, WHO, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), "");
    }

    static ListenableFuture<String> askForLater(Channel channel) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
        return ClientCalls.futureUnaryCall(channel.newCall(WHO_LATER, options), "");
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Calls that wait for {@link #answerHeld}. */
    int held() {
        return held.size();
    }

    void answerHeld() {
        for (StreamObserver<String> replies = held.poll(); replies != null; replies = held.poll()) {
            answer(replies);
        }
    }

    private void answer(StreamObserver<String> replies) {
        replies.onNext(name);
        replies.onCompleted();
    }

    /** Ends the calls that are there, as a pod does that terminates, and stops. */
    void drain() {
        try {
            if (!server.shutdown().awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("calls that do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static MethodDescriptor<String, String> method(String name) {
        return MethodDescriptor.<String, String>newBuilder(Words.INSTANCE, Words.INSTANCE)
                .setFullMethodName("named.Server/" + name)
                .setType(MethodType.UNARY)
                .build();
    }

    private enum Words implements MethodDescriptor.Marshaller<String> {
        INSTANCE;

        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
