// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.Context;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChannelOptionsTest {

    @Test
    void everyOptionReachesTheBuilderAndTheCustomizerHasTheLastWord() throws Exception {
        List<String> told = new ArrayList<>();
        ChannelOptions options = ChannelOptions.plaintext()
                .withFactory(endpoint -> new RecordingBuilder(endpoint, told))
                .withAuthority("kv.example")
                .withKeepAlive(Duration.ofSeconds(30), Duration.ofSeconds(3))
                .withMaxInboundMessageSize(1000)
                .withCustomizer(builder -> builder.userAgent("mine"));
        try (EchoServer server = EchoServer.start("a");
                Connecting connecting = new Connecting(options)) {
            connecting.to(server.endpoint());
        }

        assertThat(told)
                .containsExactly(
                        "overrideAuthority kv.example",
                        "keepAliveTime PT30S",
                        "keepAliveTimeout PT3S",
                        "keepAliveWithoutCalls false",
                        "maxInboundMessageSize 1000",
                        "idleTimeout 365 days",
                        "disableServiceConfigLookUp",
                        "userAgent mine");
    }

    @Test
    void aMessageLargerThanTheOptionAllowsIsRefused() throws Exception {
        try (EchoServer server = EchoServer.start("a");
                Connecting connecting =
                        new Connecting(ChannelOptions.plaintext().withMaxInboundMessageSize(100))) {
            ManagedChannel channel = connecting.to(server.endpoint());

            assertThat(echo(channel, "x".repeat(50))).isEqualTo(Status.Code.OK);
            assertThat(echo(channel, "x".repeat(200))).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
    }

    private static Status.Code echo(ManagedChannel channel, String text) {
        try {
            var unused = EchoGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .unary(EchoRequest.newBuilder().setText(text).build());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    @Test
    void credentialsAreAskedForAnewForEachConnection() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ChannelOptions options = ChannelOptions.credentials(() -> {
            asked.incrementAndGet();
            assertThat(Context.current()).isSameAs(Context.ROOT);
            return InsecureChannelCredentials.create();
        });
        try (EchoServer server = EchoServer.start("a");
                Connecting connecting = new Connecting(options)) {
            connecting.to(server.endpoint());
            connecting.to(server.endpoint());

            assertThat(asked).hasValue(2);
        }
    }

    /** For tests without sockets, which is what the in-process transport is for. */
    @Test
    void aFactoryCanGiveChannelsThatAreNoSockets() throws Exception {
        var server = InProcessServerBuilder.forName("in-process").build().start();
        ChannelOptions options =
                ChannelOptions.plaintext().withFactory(endpoint -> InProcessChannelBuilder.forName("in-process"));
        try (Connecting connecting = new Connecting(options)) {
            ManagedChannel channel = connecting.to(Endpoint.of("any:1"));

            assertThat(Connecting.statusOf(channel).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            assertThat(connecting.transport.check(channel)).succeedsWithin(10, TimeUnit.SECONDS);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void whatCannotBeMeantIsRefusedByName() {
        ChannelOptions options = ChannelOptions.plaintext();

        assertThatThrownBy(() -> options.withKeepAlive(Duration.ofSeconds(9), Duration.ofSeconds(1)))
                .hasMessage("keepAliveTime: PT9S (expected: >= PT10S)");
        assertThatThrownBy(() -> options.withKeepAlive(Duration.ofSeconds(10), Duration.ZERO))
                .hasMessage("keepAliveTimeout: PT0S (expected: > 0)");
        assertThatThrownBy(() -> options.withMaxInboundMessageSize(0))
                .hasMessage("maxInboundMessageSize: 0 (expected: >= 1)");
    }
}
