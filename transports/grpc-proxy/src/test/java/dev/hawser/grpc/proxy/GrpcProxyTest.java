// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Address;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.connector.CachingConnector;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The transparent proxy of section D, between real servers and clients. */
@Timeout(60)
class GrpcProxyTest {

    private static final byte[] HELLO = {1, 2, (byte) 0xff, 0};

    private final ByteServer backend = ByteServer.backend("!");
    private final CachingConnector connector = CachingConnector.of(ChannelOptions.plaintext());
    private final AtomicInteger released = new AtomicInteger();
    private final AtomicReference<Director> director = new AtomicReference<>(request -> toBackend(backend.address()));
    private final ByteServer proxy =
            ByteServer.proxy(GrpcProxy.handlers(request -> director.get().route(request)));
    private final ManagedChannel client = Grpc.newChannelBuilderForAddress(
                    "127.0.0.1", proxy.address().port(), InsecureChannelCredentials.create())
            .build();

    @AfterEach
    void stop() {
        client.shutdownNow();
        proxy.close();
        connector.close();
        backend.close();
    }

    private CompletionStage<Route> toBackend(Address address) {
        return connector
                .connectAsync(address)
                .thenApply(handle -> Route.over(handle.channel(), () -> {
                    released.incrementAndGet();
                    handle.close();
                }));
    }

    private byte[] ask(MethodDescriptor<byte[], byte[]> method, CallOptions options) {
        return ClientCalls.blockingUnaryCall(client, method, options, HELLO);
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aUnaryCallIsPassedOnAsBytes() {
        assertThat(ask(ByteServer.UNARY, CallOptions.DEFAULT)).containsExactly(1, 2, 0xff, 0, '!');
        await().until(() -> released.get() == 1);
    }

    @Test
    void aClientStreamIsPassedOn() throws Exception {
        Replies replies = new Replies();
        StreamObserver<byte[]> requests =
                ClientCalls.asyncClientStreamingCall(client.newCall(ByteServer.COUNT, CallOptions.DEFAULT), replies);
        for (int i = 0; i < 30; i++) {
            requests.onNext(HELLO);
        }
        requests.onCompleted();

        replies.end.get(20, TimeUnit.SECONDS);
        assertThat(replies.messages.get(0)).containsExactly(120);
    }

    @Test
    void aConversationIsPassedOnTurnByTurn() throws Exception {
        Replies replies = new Replies();
        StreamObserver<byte[]> requests =
                ClientCalls.asyncBidiStreamingCall(client.newCall(ByteServer.BIDI, CallOptions.DEFAULT), replies);
        for (int i = 1; i <= 3; i++) {
            int turn = i;
            requests.onNext(HELLO);
            await().until(() -> replies.messages.size() == turn);
        }
        requests.onCompleted();

        replies.end.get(20, TimeUnit.SECONDS);
        await().until(() -> released.get() == 1);
    }

    /** A caller who ends his side before the backend is known has not been forgotten when it is. */
    @Test
    void aStreamWithoutMessagesIsPassedOn() throws Exception {
        CompletableFuture<Route> later = new CompletableFuture<>();
        director.set(request -> later);
        Replies replies = new Replies();
        ClientCalls.asyncClientStreamingCall(client.newCall(ByteServer.COUNT, CallOptions.DEFAULT), replies)
                .onCompleted();
        toBackend(backend.address()).thenAccept(later::complete);

        replies.end.get(20, TimeUnit.SECONDS);
        assertThat(replies.messages.get(0)).containsExactly(0);
    }

    /** Without flow control from end to end, all 100 MB would be in the proxy or the client. */
    @Test
    void aSlowReaderHoldsUpItsWriter() throws Exception {
        Reader reader = new Reader();
        ClientCalls.asyncServerStreamingCall(client.newCall(ByteServer.FLOOD, CallOptions.DEFAULT), HELLO, reader);
        await().until(() -> backend.flooded.get() > 0);
        AtomicInteger before = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(300))
                .until(() -> before.getAndSet(backend.flooded.get()) == backend.flooded.get());

        assertThat(backend.flooded.get())
                .as("sent to a reader that read nothing")
                .isLessThan(2_000);
        reader.call.get().request(10_000);
        reader.end.get(40, TimeUnit.SECONDS);
        assertThat(reader.messages).hasValue(10_000);
    }

    @Test
    void metadataGoesBothWays() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        Metadata question = new Metadata();
        question.put(ByteServer.QUESTION, "why");

        ClientCalls.blockingUnaryCall(
                io.grpc.ClientInterceptors.intercept(
                        client,
                        MetadataUtils.newAttachHeadersInterceptor(question),
                        MetadataUtils.newCaptureMetadataInterceptor(headers, trailers)),
                ByteServer.UNARY,
                CallOptions.DEFAULT,
                HELLO);

        assertThat(backend.headers.get().get(ByteServer.QUESTION)).isEqualTo("why");
        assertThat(headers.get().get(ByteServer.ANSWER)).isEqualTo("in headers");
    }

    @Test
    void theBackendsStatusAndTrailersComeBackUnchanged() {
        assertThatThrownBy(() -> ask(ByteServer.FAILING, CallOptions.DEFAULT))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS);
                    assertThat(e.getStatus().getDescription()).isEqualTo("half of it");
                    assertThat(e.getTrailers().get(ByteServer.ANSWER)).isEqualTo("in trailers");
                });
        await().until(() -> released.get() == 1);
    }

    @Test
    void theDeadlineIsPassedOn() {
        assertThatThrownBy(
                        () -> ask(ByteServer.SILENT, CallOptions.DEFAULT.withDeadlineAfter(700, TimeUnit.MILLISECONDS)))
                .hasMessageStartingWith("DEADLINE_EXCEEDED");

        assertThat(backend.deadline.get()).as("seen by the backend").isNotNull();
        await().until(() -> backend.cancelled.get() == 1 && released.get() == 1);
    }

    @Test
    void aCallerWhoLeavesEndsTheCallAtTheBackend() {
        ClientCall<byte[], byte[]> call = client.newCall(ByteServer.SILENT, CallOptions.DEFAULT);
        ClientCalls.asyncUnaryCall(call, HELLO, new Replies());
        await().until(() -> backend.calls.get() == 1);

        call.cancel("enough", null);

        await().until(() -> backend.cancelled.get() == 1 && released.get() == 1);
    }

    @Test
    void aCallerWhoLeavesBeforeTheBackendIsKnownReleasesItsRoute() {
        CompletableFuture<Route> later = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        director.set(request -> {
            asked.incrementAndGet();
            return later;
        });

        assertThatThrownBy(
                        () -> ask(ByteServer.UNARY, CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS)))
                .hasMessageStartingWith("DEADLINE_EXCEEDED");
        assertThat(asked).hasValue(1);
        toBackend(backend.address()).thenAccept(later::complete);

        await().until(() -> released.get() == 1);
        assertThat(connector.snapshot().entries().get(0).holders()).isZero();
    }

    @Test
    void aRouteWhoseCallCannotBeginIsReleased() {
        ManagedChannel broken = Grpc.newChannelBuilder("127.0.0.1:1", InsecureChannelCredentials.create())
                .intercept(new io.grpc.ClientInterceptor() {
                    @Override
                    public <Q, A> ClientCall<Q, A> interceptCall(
                            MethodDescriptor<Q, A> method, CallOptions options, io.grpc.Channel next) {
                        throw Status.FAILED_PRECONDITION
                                .withDescription("not today")
                                .asRuntimeException();
                    }
                })
                .build();
        director.set(request -> CompletableFuture.completedFuture(Route.over(broken, released::incrementAndGet)));

        assertThatThrownBy(() -> ask(ByteServer.UNARY, CallOptions.DEFAULT))
                .hasMessage("FAILED_PRECONDITION: not today");
        assertThat(released).hasValue(1);
        broken.shutdownNow();
    }

    @Test
    void aBackendThatCannotBeReachedIsUnavailable() {
        Address gone = backend.address();
        backend.close();
        director.set(request -> toBackend(gone));

        assertThatThrownBy(() -> ask(ByteServer.UNARY, CallOptions.DEFAULT))
                .hasMessageStartingWith("UNAVAILABLE")
                .hasMessageContaining(gone.toString());
    }

    @Test
    void theStatusOfTheDirectorIsTheCallers() {
        director.set(request -> {
            throw Status.PERMISSION_DENIED.withDescription(request.method()).asRuntimeException();
        });

        assertThatThrownBy(() -> ask(ByteServer.UNARY, CallOptions.DEFAULT))
                .hasMessage("PERMISSION_DENIED: hawser.test.Bytes/Unary");
    }

    @Test
    void manyCallsShareOneConnectionAndGiveItBack() {
        for (int i = 0; i < 20; i++) {
            assertThat(text(ask(ByteServer.UNARY, CallOptions.DEFAULT))).endsWith("!");
        }

        assertThat(backend.connections).hasValue(1);
        await().until(() -> released.get() == 20);
        assertThat(connector.snapshot().entries().get(0).holders()).isZero();
    }

    private static class Replies implements StreamObserver<byte[]> {
        final List<byte[]> messages = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> end = new CompletableFuture<>();

        @Override
        public void onNext(byte[] message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable cause) {
            end.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            end.complete(null);
        }
    }

    /** Reads when it is told to. */
    private static final class Reader implements ClientResponseObserver<byte[], byte[]> {
        final AtomicInteger messages = new AtomicInteger();
        final AtomicReference<ClientCallStreamObserver<byte[]>> call = new AtomicReference<>();
        final CompletableFuture<Void> end = new CompletableFuture<>();

        @Override
        public void beforeStart(ClientCallStreamObserver<byte[]> stream) {
            call.set(stream);
            stream.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(byte[] message) {
            messages.incrementAndGet();
        }

        @Override
        public void onError(Throwable cause) {
            end.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            end.complete(null);
        }
    }
}
