// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static dev.hawser.grpc.channel.Http2Wire.LAST_POSSIBLE_STREAM;
import static dev.hawser.grpc.channel.Http2Wire.MAX_CONCURRENT_STREAMS;
import static dev.hawser.grpc.channel.Http2Wire.NO_ERROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F22 and its kin: servers that say goodbye, that refuse, and that let in one call at a time. */
class GoAwayTest {

    private final Connecting connecting = new Connecting(ChannelOptions.plaintext());

    @AfterEach
    void close() {
        connecting.close();
    }

    @Test
    void aCallInFlightEndsWellAfterTheGoodbyeAndTheLossIsToldBeforeThat() throws Exception {
        CountDownLatch lossSeen = new CountDownLatch(1);
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            int call = wire.call();
            wire.goAway(LAST_POSSIBLE_STREAM, NO_ERROR, "maintenance");
            lossSeen.await();
            wire.answer(call);
            wire.stay();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            CompletableFuture<Status> call = begin(channel);
            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            assertThat(call).isNotDone();
            lossSeen.countDown();

            assertThat(call.get(10, TimeUnit.SECONDS).isOk()).isTrue();
            assertThat(server.connections).hasValue(1);
        }
    }

    /** Above the last stream of the goodbye the server has done nothing: gRPC sends such a call once more by itself. */
    @Test
    void aCallAboveTheLastStreamOfTheGoodbyeIsSentAgainOverOneMoreConnection() throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            int call = wire.call();
            if (wire.number == 1) {
                wire.goAway(0, NO_ERROR, "");
            } else {
                wire.answer(call);
            }
            wire.stay();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            assertThat(Connecting.statusOf(channel).isOk()).isTrue();

            assertThat(server.connections).hasValue(2);
            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
        }
    }

    /** gRPC leaves the socket to the server to close: what ends it in any case is the pool's closing of the channel. */
    @Test
    void aChannelWithoutCallsDoesNotConnectAgainAfterTheGoodbye() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            connected.await();
            wire.goAway(LAST_POSSIBLE_STREAM, NO_ERROR, "");
            wire.stay();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());
            connected.countDown();

            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            assertThat(channel.getState(false)).isEqualTo(ConnectivityState.IDLE);
            connecting.transport.close(channel);

            await().untilAsserted(() -> assertThat(server.ended).hasValue(1));
            assertThat(server.connections).hasValue(1);
            assertThat(connecting.losses).hasSize(1);
        }
    }

    /**
     * Each connection ends as it begins: an attempt either fails or gives a channel whose loss is told, never neither.
     * Story: one in hundreds hung until its time-out, since the channel was idle again before anybody listened.
     */
    @Test
    void inAGoodbyeStormEachAttemptFailsOrIsLost() throws Exception {
        int attempts = 50;
        AtomicInteger failed = new AtomicInteger();
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            wire.goAway(0, NO_ERROR, "");
        })) {
            for (int i = 0; i < attempts; i++) {
                try {
                    connecting.to(server.endpoint());
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(ConnectFailedException.class);
                    failed.incrementAndGet();
                }
            }

            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(attempts - failed.get()));
            assertThat(server.connections).hasValue(attempts);
        }
    }

    @Test
    void aRefusedCallIsSentOnceMoreOverTheSameConnection() throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            wire.refuse(wire.call());
            wire.answer(wire.call());
            wire.stay();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            assertThat(Connecting.statusOf(channel).isOk()).isTrue();

            assertThat(server.connections).hasValue(1);
            assertThat(connecting.losses).isEmpty();
        }
    }

    @Test
    void aCallThatIsRefusedTwiceFailsUnavailable() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            while (true) {
                int call = wire.call();
                calls.incrementAndGet();
                wire.refuse(call);
            }
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            assertThat(Connecting.statusOf(channel).getCode()).isEqualTo(Status.Code.UNAVAILABLE);

            assertThat(calls).hasValue(2);
        }
    }

    /** Beyond the server's limit a call waits inside gRPC, unseen: capping the calls of a connection is for the pool. */
    @Test
    void withOneStreamAtATimeTheSecondCallWaitsForTheFirst() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet(MAX_CONCURRENT_STREAMS, 1);
            for (int i = 0; i < 2; i++) {
                int call = wire.call();
                calls.incrementAndGet();
                go.await();
                wire.answer(call);
            }
            wire.stay();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            CompletableFuture<Status> first = begin(channel);
            CompletableFuture<Status> second = begin(channel);
            await().untilAsserted(() -> assertThat(calls).hasValue(1));
            assertThat(second).isNotDone();
            go.countDown();

            assertThat(first.get(10, TimeUnit.SECONDS).isOk()).isTrue();
            assertThat(second.get(10, TimeUnit.SECONDS).isOk()).isTrue();
            assertThat(calls).hasValue(2);
        }
    }

    /** A call that waits for a stream when the goodbye comes has not been sent, whatever the goodbye's last stream is. */
    @Test
    void aCallThatWaitsForAStreamSurvivesTheGoodbye() throws Exception {
        CountDownLatch bothBegun = new CountDownLatch(1);
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet(MAX_CONCURRENT_STREAMS, 1);
            int call = wire.call();
            if (wire.number == 1) {
                bothBegun.await();
                wire.goAway(call, NO_ERROR, "");
            }
            wire.answer(call);
            wire.stay();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            CompletableFuture<Status> first = begin(channel);
            CompletableFuture<Status> second = begin(channel);
            bothBegun.countDown();

            assertThat(first.get(10, TimeUnit.SECONDS).isOk()).isTrue();
            assertThat(second.get(10, TimeUnit.SECONDS).isOk()).isTrue();
            assertThat(server.connections).hasValue(2);
        }
    }

    private static CompletableFuture<Status> begin(ManagedChannel channel) {
        CompletableFuture<Status> end = new CompletableFuture<>();
        EchoGrpc.newStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .unary(EchoRequest.getDefaultInstance(), new StreamObserver<>() {
                    @Override
                    public void onNext(EchoReply reply) {}

                    @Override
                    public void onError(Throwable cause) {
                        end.complete(((StatusRuntimeException) cause).getStatus());
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(Status.OK);
                    }
                });
        return end;
    }
}
