// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Messages as they are on the wire. */
public enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    AS_THEY_ARE;

    public static MethodDescriptor<byte[], byte[]> method(String fullName, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(AS_THEY_ARE, AS_THEY_ARE)
                .setType(type)
                .setFullMethodName(fullName)
                .build();
    }

    @Override
    public InputStream stream(byte[] message) {
        return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
        try {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw Status.INTERNAL
                    .withDescription("unreadable answer")
                    .withCause(e)
                    .asRuntimeException();
        }
    }
}
