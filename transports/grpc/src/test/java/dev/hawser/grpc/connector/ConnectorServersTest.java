// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.cache.LoadFailedException;
import dev.hawser.endpoint.Address;
import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.ServerTransportFilter;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The main statements of section D against real servers. */
@Timeout(60)
class ConnectorServersTest {

    private static final EchoRequest HELLO =
            EchoRequest.newBuilder().setText("hello").build();

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final EchoServer server = EchoServer.start("one", builder -> builder.addTransportFilter(new Counter()));
    private final CachingConnector connector = CachingConnector.of(ChannelOptions.plaintext());

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    private static String ask(ChannelHandle handle) {
        return EchoGrpc.newBlockingStub(handle.channel()).unary(HELLO).getServer();
    }

    @Test
    void aHundredConcurrentConnectsMakeOneConnectionThatAllCanUse() {
        List<CompletableFuture<ChannelHandle>> callers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            callers.add(connector.connectAsync(server.address()));
        }

        for (CompletableFuture<ChannelHandle> caller : callers) {
            assertThat(ask(caller.join())).isEqualTo("one");
        }

        assertThat(connections).hasValue(1);
    }

    @Test
    void expiryEndsTheConnection() throws Exception {
        connector.connect(server.address()).close();

        connector.expire();
        assertThat(connector.expire()).containsExactly(server.address());

        await().until(() -> open.get() == 0);
    }

    @Test
    void closeOnReleaseLetsTheHolderFinishAndThenEndsTheConnection() throws Exception {
        ChannelHandle held = connector.connect(server.address());

        connector.closeOnRelease(server.address());

        assertThat(ask(held)).isEqualTo("one");
        held.close();
        await().until(() -> open.get() == 0);
    }

    /** Who releases too early harms only his next call. */
    @Test
    void aCallInFlightAtTheLastReleaseEndsWell() throws Exception {
        ChannelHandle held = connector.connect(server.address());
        Replies replies = new Replies();
        StreamObserver<EchoRequest> requests = EchoGrpc.newStub(held.channel()).bidi(replies);
        requests.onNext(HELLO);
        await().until(() -> replies.texts.size() == 1);

        connector.closeOnRelease(server.address());
        held.close();
        requests.onNext(HELLO);
        requests.onCompleted();

        await().until(() -> replies.ended.get() > 0);
        assertThat(replies.texts).containsExactly("hello", "hello");
        assertThat(replies.failures).isEmpty();
    }

    @Test
    void nobodyListeningFailsTheConnectWithTheReason() {
        Address gone = server.address();
        server.close();

        assertThatThrownBy(() -> connector.connect(gone))
                .isInstanceOf(LoadFailedException.class)
                .hasMessageContaining(gone.toString())
                .hasMessageContaining("refused");
    }

    @Test
    void aChannelWhoseServerWentAwayIsNotHandedOutAnyMore() throws Exception {
        Address address = server.address();
        ChannelHandle old = connector.connect(address);
        server.close();
        await().until(() -> connector.snapshot().entries().isEmpty());

        try (EchoServer successor = EchoServer.startAt(address, "two")) {
            ChannelHandle next = connector.connect(address);

            assertThat(next.channel()).isNotSameAs(old.channel());
            assertThat(ask(next)).isEqualTo(successor.name);
            next.close();
        }
        old.close();
    }

    @Test
    void aCallersCancelledContextDoesNotEndTheSharedChannel() throws Exception {
        Context.CancellableContext caller = Context.current().withCancellation();
        ChannelHandle handle = caller.call(() -> connector.connect(server.address()));

        caller.cancel(new IllegalStateException("the caller left"));

        assertThat(ask(handle)).isEqualTo("one");
        assertThat(ask(connector.connect(server.address()))).isEqualTo("one");
        assertThat(connections).hasValue(1);
    }

    @Test
    void afterCloseTheConnectionIsGone() throws Exception {
        CachingConnector hasty = CachingConnector.builder(ChannelOptions.plaintext())
                .drainTimeout(Duration.ofMillis(50))
                .build();
        hasty.connect(server.address());

        hasty.close();

        await().until(() -> open.get() == 0);
    }

    /** Counts connections as the server sees them. */
    private final class Counter extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            connections.incrementAndGet();
            open.incrementAndGet();
            return attributes;
        }

        @Override
        public void transportTerminated(Attributes attributes) {
            open.decrementAndGet();
        }
    }

    private static final class Replies implements StreamObserver<EchoReply> {
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final AtomicInteger ended = new AtomicInteger();

        @Override
        public void onNext(EchoReply reply) {
            texts.add(reply.getText());
        }

        @Override
        public void onError(Throwable failure) {
            failures.add(failure);
            ended.incrementAndGet();
        }

        @Override
        public void onCompleted() {
            ended.incrementAndGet();
        }
    }
}
