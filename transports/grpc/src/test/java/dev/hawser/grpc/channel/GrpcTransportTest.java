// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GrpcTransportTest {

    private final GrpcTransport transport = new GrpcTransport(ChannelOptions.plaintext());
    private final AtomicInteger losses = new AtomicInteger();

    private CompletableFuture<ManagedChannel> connect(Endpoint endpoint) {
        return transport.connect(endpoint, cause -> losses.incrementAndGet());
    }

    private static ManagedChannel get(CompletableFuture<ManagedChannel> connecting) throws Exception {
        return connecting.get(10, TimeUnit.SECONDS);
    }

    private static String call(ManagedChannel channel) {
        return EchoGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .unary(EchoRequest.newBuilder().setText("hi").build())
                .getText();
    }

    @Test
    void aChannelIsGivenAwayReadyAndWorks() throws Exception {
        try (EchoServer server = EchoServer.start("a")) {
            ManagedChannel channel = get(connect(server.endpoint()));

            assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
            assertThat(call(channel)).isEqualTo("hi");
            transport.close(channel);
        }
    }

    @Test
    void aServerThatGoesAwayIsReportedOnceAndTheChannelStaysIdle() throws Exception {
        try (EchoServer server = EchoServer.start("a")) {
            ManagedChannel channel = get(connect(server.endpoint()));
            assertThat(losses).hasValue(0);

            server.shutdown();

            await().untilAsserted(() -> assertThat(losses).hasValue(1));
            assertThat(channel.getState(false)).isEqualTo(ConnectivityState.IDLE);
            transport.close(channel);
            assertThat(losses).hasValue(1);
        }
    }

    @Test
    void aRefusedConnectionSaysSo() throws Exception {
        Endpoint nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = Endpoint.of("127.0.0.1:" + socket.getLocalPort());
        }

        assertThatThrownBy(() -> get(connect(nobody)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageStartingWith(nobody.address().toString())
                .hasMessageContaining("Connection refused");
        assertThat(losses).hasValue(0);
    }

    @Test
    void aCancelledAttemptLeavesNoConnectionBehind() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<ManagedChannel> connecting = connect(Endpoint.of("127.0.0.1:" + silent.getLocalPort()));
            try (Socket accepted = silent.accept()) {
                assertThat(connecting).isNotDone();

                connecting.cancel(false);

                accepted.setSoTimeout(10_000);
                assertThat(accepted.getInputStream().readAllBytes()).startsWith("PRI * HTTP/2.0".getBytes(US_ASCII));
            }
        }
    }

    @Test
    void theDeadlineAndCancellationOfTheAskerDoNotReachTheConnection() throws Exception {
        try (EchoServer server = EchoServer.start("a")) {
            Context.CancellableContext gone = Context.current().withCancellation();
            gone.cancel(null);
            CompletableFuture<ManagedChannel> connecting = gone.call(() -> connect(server.endpoint()));

            ManagedChannel channel = get(connecting);

            assertThat(call(channel)).isEqualTo("hi");
            transport.close(channel);
        }
    }
}
