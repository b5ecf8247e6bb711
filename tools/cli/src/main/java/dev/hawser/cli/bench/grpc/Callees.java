// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.hawser.cli.grpc.Bytes;
import dev.hawser.cli.grpc.Callee;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what to call, by asking the server. Blocks. */
public final class Callees {

    /** What {@link #health} calls. */
    public static final String HEALTH = HealthGrpc.getCheckMethod().getFullMethodName();

    /** What a server may not know of itself, and what means that it cannot be asked about its health. */
    private static final Set<Status.Code> NO_HEALTH = Set.of(Status.Code.UNIMPLEMENTED, Status.Code.NOT_FOUND);

    /** They describe and check the server; nobody wants to load them by accident. */
    private static final String INFRASTRUCTURE = "grpc.";

    private static final int MOST_LISTED = 20;

    private final Channel channel;
    private final Duration timeout;

    public Callees(Channel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    /**
     * The server's health.
     *
     * @throws NothingToCallException if it does not know it; says what else there is, if that can be found out
     * @throws StatusRuntimeException if the server does not answer
     */
    public Callee health() {
        Callee health = Health.callee();
        try {
            health.call(channel, CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS));
            return health;
        } catch (StatusRuntimeException e) {
            if (!NO_HEALTH.contains(e.getStatus().getCode())) {
                throw e;
            }
            String no = "the server has no health service (grpc.health.v1)";
            throw new NothingToCallException(Reflection.of(channel, timeout)
                    .map(reflection ->
                            no + "; choose with --method, by its reflection there are: " + listed(reflection))
                    .orElse(no + " and no reflection (grpc.reflection.v1), so there is nothing that can be called"));
        }
    }

    /**
     * A method that the server's reflection describes.
     *
     * @param name {@code package.Service/Method}
     * @param data the request as JSON
     * @throws IllegalArgumentException if there is no such method, or it cannot be called like that; says what there is
     * @throws NothingToCallException if the server has no reflection
     * @throws StatusRuntimeException if the server does not answer
     */
    public Callee method(String name, String data) {
        int slash = name.lastIndexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            throw new IllegalArgumentException("--method: '" + name + "' (expected: package.Service/Method)");
        }
        Reflection reflection = Reflection.of(channel, timeout)
                .orElseThrow(() -> new NothingToCallException(
                        "the server has no reflection (grpc.reflection.v1), so what a request of " + name
                                + " looks like is not known; without --method its health is asked for"));
        MethodDescriptor method = reflection
                .service(name.substring(0, slash))
                .flatMap(service -> Optional.ofNullable(service.findMethodByName(name.substring(slash + 1))))
                .orElseThrow(() -> new IllegalArgumentException(
                        "--method: '" + name + "' (expected: one of " + listed(reflection) + ")"));
        if (method.isClientStreaming()) {
            throw new IllegalArgumentException(
                    "--method: '" + name + "' takes a stream of requests (expected: one that takes a single one)");
        }
        MethodType type = method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
        return new Callee(Bytes.method(name, type), request(method.getInputType(), data), answer -> {});
    }

    private static byte[] request(Descriptor type, String data) {
        try {
            DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
            JsonFormat.parser().merge(data, message);
            return message.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            String fields =
                    type.getFields().stream().map(FieldDescriptor::getJsonName).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "--data: '" + data + "': " + e.getMessage() + " (expected: JSON of a " + type.getFullName()
                            + (fields.isEmpty() ? ", which has no fields)" : ", with " + fields + ")"),
                    e);
        }
    }

    private static String listed(Reflection reflection) {
        List<String> methods = reflection.services().stream()
                .filter(service -> !service.startsWith(INFRASTRUCTURE))
                .flatMap(service -> reflection.service(service).stream())
                .flatMap(Callees::callable)
                .toList();
        if (methods.isEmpty()) {
            return "none that takes a single request";
        }
        String shown = methods.stream().limit(MOST_LISTED).collect(Collectors.joining(", "));
        return methods.size() > MOST_LISTED ? shown + " and " + (methods.size() - MOST_LISTED) + " more" : shown;
    }

    private static Stream<String> callable(ServiceDescriptor service) {
        return service.getMethods().stream()
                .filter(method -> !method.isClientStreaming())
                .map(method -> service.getFullName() + "/" + method.getName());
    }
}
