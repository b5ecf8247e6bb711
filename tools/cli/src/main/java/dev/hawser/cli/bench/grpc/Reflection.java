// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server what it offers. Older servers know the protocol as v1alpha; but for the name it is the same.
 *
 * <p>Its call is declared as a stream in both directions; with one question each, one direction will do, and the wire
 * does not show the difference.
 */
final class Reflection {

    private static final List<String> SERVICES =
            List.of("grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

    private final Channel channel;
    private final Duration timeout;
    private final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> method;
    private final Map<String, FileDescriptor> built = new HashMap<>();

    private Reflection(Channel channel, Duration timeout, String service) {
        this.channel = channel;
        this.timeout = timeout;
        this.method = MethodDescriptor.newBuilder(
                        ProtoUtils.marshaller(ServerReflectionRequest.getDefaultInstance()),
                        ProtoUtils.marshaller(ServerReflectionResponse.getDefaultInstance()))
                .setType(MethodType.SERVER_STREAMING)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "ServerReflectionInfo"))
                .build();
    }

    /** Absent if the server has none. */
    static Optional<Reflection> of(Channel channel, Duration timeout) {
        for (String service : SERVICES) {
            try {
                Reflection reflection = new Reflection(channel, timeout, service);
                reflection.services();
                return Optional.of(reflection);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }

    /** The names of the services. */
    List<String> services() {
        var question = ServerReflectionRequest.newBuilder().setListServices("");
        return ask(question).getListServicesResponse().getServiceList().stream()
                .map(ServiceResponse::getName)
                .toList();
    }

    /** Absent if the server does not know it. */
    Optional<ServiceDescriptor> service(String name) {
        try {
            var question = ServerReflectionRequest.newBuilder().setFileContainingSymbol(name);
            Map<String, FileDescriptorProto> files = files(ask(question));
            return files.keySet().stream()
                    .map(file -> build(file, files))
                    .flatMap(file -> file.getServices().stream())
                    .filter(service -> service.getFullName().equals(name))
                    .findFirst();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private FileDescriptor build(String name, Map<String, FileDescriptorProto> known) {
        FileDescriptor before = built.get(name);
        if (before != null) {
            return before;
        }
        FileDescriptorProto file = known.get(name);
        if (file == null) {
            // A server may send the file alone, or with those it needs.
            known.putAll(files(ask(ServerReflectionRequest.newBuilder().setFileByFilename(name))));
            file = known.get(name);
            if (file == null) {
                throw broken("it does not describe " + name, null);
            }
        }
        try {
            FileDescriptor[] needs = file.getDependencyList().stream()
                    .map(dependency -> build(dependency, known))
                    .toArray(FileDescriptor[]::new);
            FileDescriptor descriptor = FileDescriptor.buildFrom(file, needs, true);
            built.put(name, descriptor);
            return descriptor;
        } catch (DescriptorValidationException e) {
            throw broken("its description of " + name + " is not valid", e);
        }
    }

    private static Map<String, FileDescriptorProto> files(ServerReflectionResponse answer) {
        Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
        for (ByteString bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            try {
                FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
                files.put(file.getName(), file);
            } catch (InvalidProtocolBufferException e) {
                throw broken("its description cannot be read", e);
            }
        }
        return files;
    }

    private ServerReflectionResponse ask(ServerReflectionRequest.Builder question) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
        Iterator<ServerReflectionResponse> answers =
                ClientCalls.blockingServerStreamingCall(channel, method, options, question.build());
        if (!answers.hasNext()) {
            throw broken("it does not answer", null);
        }
        ServerReflectionResponse answer = answers.next();
        // Read to the end, or the call would stay open.
        answers.forEachRemaining(more -> {});
        if (answer.hasErrorResponse()) {
            throw Status.fromCodeValue(answer.getErrorResponse().getErrorCode())
                    .withDescription(answer.getErrorResponse().getErrorMessage())
                    .asRuntimeException();
        }
        return answer;
    }

    private static StatusRuntimeException broken(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return Status.INTERNAL
                .withDescription("reflection: " + what)
                .withCause(cause)
                .asRuntimeException();
    }
}
