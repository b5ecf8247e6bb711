// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The service that is called. Messages are bytes as they are, so that nothing is measured but the way there and back. */
final class Echo {

    static final String SERVICE = "bench.Echo";

    /** Answers with the server's name. */
    static final MethodDescriptor<byte[], byte[]> UNARY = unary("Unary", false);

    /** The same, and said to be harmless when done twice. */
    static final MethodDescriptor<byte[], byte[]> IDEMPOTENT = unary("UnaryIdempotent", true);

    /** Answers once, and then stays open until it is cancelled. */
    static final MethodDescriptor<byte[], byte[]> STREAM = MethodDescriptor.<byte[], byte[]>newBuilder(
                    new Bytes(), new Bytes())
            .setType(MethodType.SERVER_STREAMING)
            .setFullMethodName(SERVICE + "/Stream")
            .build();

    private Echo() {}

    private static MethodDescriptor<byte[], byte[]> unary(String name, boolean idempotent) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
                .setType(MethodType.UNARY)
                .setFullMethodName(SERVICE + "/" + name)
                .setIdempotent(idempotent)
                .build();
    }

    private static final class Bytes implements Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
