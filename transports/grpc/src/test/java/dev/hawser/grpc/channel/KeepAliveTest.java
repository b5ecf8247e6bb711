// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import dev.hawser.testkit.ChaosProxy;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** F7: slow, for gRPC asks for a sign of life no sooner than after ten seconds. */
class KeepAliveTest {

    /**
     * A black hole with a kernel behind it that still acknowledges: only keepalive notices. Meanwhile a connection
     * without calls is left in peace, since servers count pings that nobody needs and hang up.
     */
    @Test
    void aBlackHoleInACallIsNoticedAndAConnectionWithoutCallsIsNotPinged() throws Exception {
        ChannelOptions options =
                ChannelOptions.plaintext().withKeepAlive(Duration.ofSeconds(10), Duration.ofSeconds(2));
        AtomicReference<Http2Wire> idle = new AtomicReference<>();
        try (EchoServer server = EchoServer.start("a");
                ChaosProxy proxy = ChaosProxy.to(server.address().port());
                ScriptedHttp2Server counting = ScriptedHttp2Server.start(wire -> {
                    idle.set(wire);
                    wire.greet();
                    wire.stay();
                });
                Connecting connecting = new Connecting(options);
                Connecting quiet = new Connecting(options)) {
            quiet.to(counting.endpoint());
            ManagedChannel channel = connecting.to(proxy.endpoint());
            CompletableFuture<Status> end = stream(channel);
            proxy.set(f -> f.withBlackHole());

            await().atMost(Duration.ofSeconds(40)).until(end::isDone);

            assertThat(end.join().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(end.join().getDescription()).contains("Keepalive failed");
            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            assertThat(connecting.losses.peek().orElseThrow()).isInstanceOf(ConnectionLostException.class);
            assertThat(idle.get().pings).hasValue(0);
            assertThat(quiet.losses).isEmpty();
        }
    }

    /** An open stream without a deadline, which nothing else would ever end. */
    private static CompletableFuture<Status> stream(ManagedChannel channel) {
        CompletableFuture<Status> end = new CompletableFuture<>();
        CompletableFuture<EchoReply> first = new CompletableFuture<>();
        StreamObserver<EchoRequest> requests = EchoGrpc.newStub(channel).bidi(new StreamObserver<>() {
            @Override
            public void onNext(EchoReply reply) {
                first.complete(reply);
            }

            @Override
            public void onError(Throwable cause) {
                end.complete(Status.fromThrowable(cause));
            }

            @Override
            public void onCompleted() {
                end.complete(Status.OK);
            }
        });
        requests.onNext(EchoRequest.getDefaultInstance());
        first.join();
        return end;
    }
}
