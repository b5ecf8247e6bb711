// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * What is called, over and over: always the same request, whose bytes are made once. Answers stay bytes, so that what is
 * measured is the server and the pool, and not somebody's parser.
 *
 * @param method unary or server-streaming
 * @param check throws on an answer that is none
 */
public record Callee(MethodDescriptor<byte[], byte[]> method, byte[] request, Consumer<byte[]> check) {

    public static Callee unary(String fullMethodName, byte[] request, Consumer<byte[]> check) {
        return new Callee(Bytes.method(fullMethodName, MethodDescriptor.MethodType.UNARY), request, check);
    }

    /** Calls once and waits for all of the answer. */
    public void call(Channel channel, CallOptions options) {
        if (method.getType() == MethodDescriptor.MethodType.UNARY) {
            check.accept(ClientCalls.blockingUnaryCall(channel, method, options, request));
            return;
        }
        Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(channel, method, options, request);
        while (answers.hasNext()) {
            check.accept(answers.next());
        }
    }
}
