// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Finds out why a channel has no connection. Its state does not tell, but a call that does not wait for the channel to be
 * ready fails with the reason, without leaving the house.
 */
final class FailureProbe extends ClientCall.Listener<byte[]> {

    private static final MethodDescriptor<byte[], byte[]> METHOD = MethodDescriptor.newBuilder(Bytes.NONE, Bytes.NONE)
            .setType(MethodType.UNARY)
            .setFullMethodName("hawser.Connection/WhyNot")
            .build();

    private final Consumer<Status> answer;

    private FailureProbe(Consumer<Status> answer) {
        this.answer = answer;
    }

    static void ask(Channel channel, Consumer<Status> answer) {
        ClientCall<byte[], byte[]> call = channel.newCall(METHOD, CallOptions.DEFAULT);
        call.start(new FailureProbe(answer), new Metadata());
        // Should the channel have got its connection meanwhile, the server answers that it knows no such method.
        call.halfClose();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        answer.accept(status);
    }

    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        NONE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
