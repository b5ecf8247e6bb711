// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.call.Idempotence;
import dev.hawser.discovery.Discoveries;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Calls of all four kinds, as a user's stubs make them. */
final class Echo {

    private Echo() {}

    static PooledChannelBuilder over(EchoServer... servers) {
        return PooledChannel.over(Discoveries.of(
                        Stream.of(servers).map(EchoServer::endpoint).toList()))
                .channel(ChannelOptions.plaintext());
    }

    static EchoRequest request(String text) {
        return EchoRequest.newBuilder().setText(text).build();
    }

    static EchoGrpc.EchoBlockingStub stub(Channel channel) {
        return EchoGrpc.newBlockingStub(channel);
    }

    static EchoGrpc.EchoBlockingStub idempotent(Channel channel) {
        return stub(channel).withOption(CallSettings.IDEMPOTENCE, Idempotence.IDEMPOTENT);
    }

    /** The texts that a client stream or a bidirectional one is answered with. */
    static CompletableFuture<List<EchoReply>> bidi(EchoGrpc.EchoStub stub, String... texts) {
        Collected replies = new Collected();
        send(stub.bidi(replies), texts);
        return replies.all;
    }

    static CompletableFuture<List<EchoReply>> clientStream(EchoGrpc.EchoStub stub, String... texts) {
        Collected replies = new Collected();
        send(stub.clientStream(replies), texts);
        return replies.all;
    }

    private static void send(StreamObserver<EchoRequest> requests, String... texts) {
        for (String text : texts) {
            requests.onNext(request(text));
        }
        requests.onCompleted();
    }

    private static final class Collected implements StreamObserver<EchoReply> {
        final CompletableFuture<List<EchoReply>> all = new CompletableFuture<>();
        private final List<EchoReply> replies = new java.util.ArrayList<>();

        @Override
        public void onNext(EchoReply reply) {
            replies.add(reply);
        }

        @Override
        public void onError(Throwable cause) {
            all.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            all.complete(replies);
        }
    }
}
