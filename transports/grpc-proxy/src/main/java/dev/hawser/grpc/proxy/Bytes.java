// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Messages that nobody here understands. Their size is bounded by the server's {@code maxInboundMessageSize}. */
enum Bytes implements Marshaller<byte[]> {
    AS_THEY_ARE;

    @Override
    public InputStream stream(byte[] message) {
        return new ByteArrayInputStream(message);
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
