// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A service of strings, which tells its port and keeps a record of what it ran. */
public final class PortService {

    /** May run twice. Answers with the port. */
    public static final MethodDescriptor<String, String> READ = method("Read", MethodType.UNARY, true);

    /** Must not run twice: asks with a name of its own, which is recorded. Answers with the port. */
    public static final MethodDescriptor<String, String> WRITE = method("Write", MethodType.UNARY, false);

    /** A write that is never answered. */
    public static final MethodDescriptor<String, String> HOLD = method("Hold", MethodType.UNARY, false);

    /** One answer, and then silence. */
    public static final MethodDescriptor<String, String> LISTEN = method("Listen", MethodType.SERVER_STREAMING, false);

    /** How often each write ran, at this server or at others in its process: {@code name=times}, line by line. */
    public static final MethodDescriptor<String, String> RECORD = method("Record", MethodType.UNARY, true);

    private static final String NAME = "faults.Port";

    private final Map<String, Integer> runs = new ConcurrentHashMap<>();

    /** As the server at that port gives it. */
    public ServerServiceDefinition at(int port) {
        String answer = String.valueOf(port);
        return ServerServiceDefinition.builder(NAME)
                .addMethod(READ, ServerCalls.asyncUnaryCall((name, replies) -> reply(replies, answer)))
                .addMethod(WRITE, ServerCalls.asyncUnaryCall((name, replies) -> {
                    record(name);
                    reply(replies, answer);
                }))
                .addMethod(HOLD, ServerCalls.asyncUnaryCall((name, replies) -> record(name)))
                .addMethod(LISTEN, ServerCalls.asyncServerStreamingCall((name, replies) -> replies.onNext(answer)))
                .addMethod(RECORD, ServerCalls.asyncUnaryCall((name, replies) -> reply(replies, written())))
                .build();
    }

    private void record(String name) {
        runs.merge(name, 1, Integer::sum);
    }

    private String written() {
        return runs.entrySet().stream()
                .map(run -> run.getKey() + "=" + run.getValue())
                .collect(Collectors.joining("\n"));
    }

    /** What {@link #RECORD} answered. */
    static Map<String, Integer> parse(String written) {
        Map<String, Integer> runs = new TreeMap<>();
        written.lines().map(line -> line.split("=")).forEach(run -> runs.put(run[0], Integer.valueOf(run[1])));
        return runs;
    }

    private static void reply(StreamObserver<String> replies, String answer) {
        replies.onNext(answer);
        replies.onCompleted();
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type, boolean idempotent) {
        return MethodDescriptor.<String, String>newBuilder(Text.INSTANCE, Text.INSTANCE)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
                .setType(type)
                .setIdempotent(idempotent)
                .build();
    }

    private enum Text implements MethodDescriptor.Marshaller<String> {
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
