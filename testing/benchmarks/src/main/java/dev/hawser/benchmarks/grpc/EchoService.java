// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** {@link Echo}'s other side. */
final class EchoService {

    private final byte[] name;
    private final long delayMillis;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "delay");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param name the answer to every request
     * @param delayMillis before a unary answer; 0 for none
     */
    EchoService(String name, long delayMillis) {
        this.name = name.getBytes(StandardCharsets.UTF_8);
        this.delayMillis = delayMillis;
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(Echo.SERVICE)
                .addMethod(Echo.UNARY, ServerCalls.asyncUnaryCall(this::unary))
                .addMethod(Echo.IDEMPOTENT, ServerCalls.asyncUnaryCall(this::unary))
                .addMethod(
                        Echo.STREAM, ServerCalls.asyncServerStreamingCall((request, replies) -> replies.onNext(name)))
                .build();
    }

    private void unary(byte[] request, StreamObserver<byte[]> replies) {
        if (delayMillis == 0) {
            answer(replies);
        } else {
            var unused = timer.schedule(() -> answer(replies), delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void answer(StreamObserver<byte[]> replies) {
        replies.onNext(name);
        replies.onCompleted();
    }
}
