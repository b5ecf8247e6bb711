// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.endpoint.Address;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.connector.CachingConnector;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Section A, leader forwarding: a follower between a caller and the leader. */
@Timeout(60)
class LeaderForwarderTest {

    private static final byte[] HELLO = "hello ".getBytes(StandardCharsets.UTF_8);

    private final ByteServer one = ByteServer.backend("one");
    private final ByteServer two = ByteServer.backend("two");
    private final AtomicReference<Leadership> leader = new AtomicReference<>(new Leadership.Elsewhere(one.address()));
    private final CachingConnector connector = CachingConnector.builder(ChannelOptions.plaintext())
            .dialTimeout(Duration.ofSeconds(1))
            .build();
    private final ByteServer follower =
            ByteServer.backend("follower", builder -> builder.intercept(new LeaderForwarder(leader::get, connector)));
    private final ManagedChannel client = Grpc.newChannelBuilderForAddress(
                    "127.0.0.1", follower.address().port(), InsecureChannelCredentials.create())
            .build();

    @AfterEach
    void stop() {
        client.shutdownNow();
        follower.close();
        connector.close();
        one.close();
        two.close();
    }

    private String ask() {
        return ask(ByteServer.UNARY, CallOptions.DEFAULT);
    }

    private String ask(MethodDescriptor<byte[], byte[]> method, CallOptions options) {
        return new String(ClientCalls.blockingUnaryCall(client, method, options, HELLO), StandardCharsets.UTF_8);
    }

    @Test
    void fiveCallsUseOneChannel() {
        for (int i = 0; i < 5; i++) {
            assertThat(ask()).isEqualTo("hello one");
        }

        assertThat(one.connections).hasValue(1);
    }

    @Test
    void fiftyConcurrentFirstCallsMakeOneChannel() throws Exception {
        List<ListenableFuture<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(ClientCalls.futureUnaryCall(client.newCall(ByteServer.UNARY, CallOptions.DEFAULT), HELLO));
        }

        for (ListenableFuture<byte[]> answer : answers) {
            assertThat(new String(answer.get(), StandardCharsets.UTF_8)).isEqualTo("hello one");
        }
        assertThat(one.connections).hasValue(1);
    }

    @Test
    void aLeaderChangeMovesTheNextCallAndNoLaterOne() {
        assertThat(ask()).isEqualTo("hello one");

        leader.set(new Leadership.Elsewhere(two.address()));

        assertThat(ask()).isEqualTo("hello two");
        assertThat(ask()).isEqualTo("hello two");
        assertThat(one.calls).hasValue(1);
        await().until(() -> connector.snapshot().open() == 1);
    }

    @Test
    void theLeaderAnswersItself() {
        leader.set(new Leadership.Ours());

        assertThat(ask()).isEqualTo("hello follower");
        assertThat(one.calls).hasValue(0);
    }

    @Test
    void anUnknownLeaderIsUnavailable() {
        leader.set(new Leadership.Nobody());

        assertThatThrownBy(this::ask).hasMessage("UNAVAILABLE: no leader elected");
    }

    @Test
    void theLeadersStatusComesBackUnchanged() {
        assertThatThrownBy(() -> ask(ByteServer.FAILING, CallOptions.DEFAULT))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS);
                    assertThat(e.getTrailers().get(ByteServer.ANSWER)).isEqualTo("in trailers");
                });
    }

    @Test
    void aShortDeadlineAgainstASilentLeaderEndsInTime() {
        assertThat(ask()).isEqualTo("hello one");
        long start = System.nanoTime();

        assertThatThrownBy(
                        () -> ask(ByteServer.SILENT, CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.MILLISECONDS)))
                .hasMessageStartingWith("DEADLINE_EXCEEDED");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        await().until(() -> one.cancelled.get() == 1);
    }

    @Test
    void aBlackHoledLeaderFailsWithinTheDialTimeout() throws Exception {
        try (ServerSocket hole = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            leader.set(new Leadership.Elsewhere(new Address("127.0.0.1", hole.getLocalPort())));

            assertThatThrownBy(this::ask)
                    .hasMessageStartingWith("UNAVAILABLE")
                    .hasMessageContaining("no answer within 1000ms");
        }
    }

    @Test
    void connectingToALeaderNeverBlocksOtherForwards() throws Exception {
        try (ServerSocket hole = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            leader.set(new Leadership.Elsewhere(new Address("127.0.0.1", hole.getLocalPort())));
            ListenableFuture<byte[]> stuck =
                    ClientCalls.futureUnaryCall(client.newCall(ByteServer.UNARY, CallOptions.DEFAULT), HELLO);
            await().until(() -> connector.snapshot().entries().size() == 1);

            leader.set(new Leadership.Elsewhere(two.address()));

            assertThat(ask()).isEqualTo("hello two");
            assertThatThrownBy(stuck::get).hasMessageContaining("UNAVAILABLE");
        }
    }

    @Test
    void twoNodesThatDisagreeDoNotPassACallToAndFro() {
        AtomicReference<Leadership> opinion = new AtomicReference<>(new Leadership.Nobody());
        try (CachingConnector back = CachingConnector.of(ChannelOptions.plaintext());
                ByteServer other = ByteServer.backend(
                        "other", builder -> builder.intercept(new LeaderForwarder(opinion::get, back)))) {
            opinion.set(new Leadership.Elsewhere(follower.address()));
            leader.set(new Leadership.Elsewhere(other.address()));

            assertThatThrownBy(this::ask)
                    .hasMessageStartingWith("UNAVAILABLE: passed on to a node that doesn't lead")
                    .hasMessageContaining(follower.address().toString());
        }
    }

    @Test
    void aStreamIsPassedOnAndItsCancellationToo() {
        List<String> answers = new CopyOnWriteArrayList<>();
        ClientCall<byte[], byte[]> call = client.newCall(ByteServer.BIDI, CallOptions.DEFAULT);
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(call, new StreamObserver<>() {
            @Override
            public void onNext(byte[] message) {
                answers.add(new String(message, StandardCharsets.UTF_8));
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onCompleted() {}
        });
        requests.onNext(HELLO);
        await().until(() -> answers.equals(List.of("hello one")));

        call.cancel("enough", null);

        await().until(() -> one.cancelled.get() == 1);
    }
}
