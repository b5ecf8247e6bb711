// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.EchoServer;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrpcTransportTest {

    private final Connecting connecting = new Connecting(ChannelOptions.plaintext());

    @AfterEach
    void close() {
        connecting.close();
    }

    @Test
    void aChannelIsGivenAwayReadyAndWorks() throws Exception {
        try (EchoServer server = EchoServer.start("a")) {
            ManagedChannel channel = connecting.to(server.endpoint());

            assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
            assertThat(Connecting.call(channel)).isEqualTo("hi");
        }
    }

    @Test
    void aServerThatGoesAwayIsReportedOnceAndTheChannelStaysIdle() throws Exception {
        try (EchoServer server = EchoServer.start("a")) {
            ManagedChannel channel = connecting.to(server.endpoint());
            assertThat(connecting.losses).isEmpty();

            server.shutdown();

            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            assertThat(channel.getState(false)).isEqualTo(ConnectivityState.IDLE);
            connecting.close();
            assertThat(connecting.losses).hasSize(1);
        }
    }

    @Test
    void aRefusedConnectionSaysSo() throws Exception {
        Endpoint nobody = nobody();

        assertThat(connecting.failure(nobody)).hasMessage("connect to " + nobody.address() + ": Connection refused");
        assertThat(connecting.losses).isEmpty();
    }

    /** Why there is no connection is found out by a call, which an interceptor sees as any other. */
    @Test
    void anInterceptorThatThrowsDoesNotHoldUpTheFailure() throws Exception {
        ClientInterceptor broken = new ClientInterceptor() {
            @Override
            public <Q, R> ClientCall<Q, R> interceptCall(
                    MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
                throw new IllegalStateException("no such method here");
            }
        };
        Endpoint nobody = nobody();
        try (Connecting intercepted =
                new Connecting(ChannelOptions.plaintext().withCustomizer(builder -> builder.intercept(broken)))) {
            assertThat(intercepted.failure(nobody))
                    .hasMessageContaining("there is no connection, and asking why failed: no such method here");
        }
    }

    private static Endpoint nobody() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Endpoint.of("127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Test
    void anUnknownHostSaysSo() throws Exception {
        assertThat(connecting.failure(Endpoint.of("no-such-host.invalid:1")))
                .hasMessage("connect to no-such-host.invalid:1: unknown host");
    }

    @Test
    void aCancelledAttemptLeavesNoConnectionBehind() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<ManagedChannel> attempt =
                    connecting.begin(Endpoint.of("127.0.0.1:" + silent.getLocalPort()));
            try (Socket accepted = silent.accept()) {
                assertThat(attempt).isNotDone();

                attempt.cancel(false);

                // Whatever it had sent by then, the end follows.
                accepted.setSoTimeout(10_000);
                assertThatCode(() -> accepted.getInputStream().readAllBytes()).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void theDeadlineAndCancellationOfTheAskerDoNotReachTheConnection() throws Exception {
        try (EchoServer server = EchoServer.start("a")) {
            Context.CancellableContext gone = Context.current().withCancellation();
            gone.cancel(null);

            ManagedChannel channel = gone.call(() -> connecting.to(server.endpoint()));

            assertThat(Connecting.call(channel)).isEqualTo("hi");
        }
    }
}
