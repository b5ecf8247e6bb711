// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.endpoint.Address;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ways to a channel. */
class ChannelBuildingTest {

    @Test
    void aTargetOfOursIsFollowed() {
        try (EchoServer server = EchoServer.start("one");
                PooledChannel channel = PooledChannel.to("static:" + server.address())
                        .channel(ChannelOptions.plaintext())
                        .build()) {
            assertThat(Echo.stub(channel).unary(Echo.request("a")).getText()).isEqualTo("a");
        }
    }

    @Test
    void aPlainGrpcTargetIsASingleEndpoint() {
        try (EchoServer server = EchoServer.start("one");
                PooledChannel channel = PooledChannel.plain("dns:///" + server.address())
                        .channel(ChannelOptions.plaintext())
                        .build()) {
            assertThat(Echo.stub(channel).unary(Echo.request("a")).getText()).isEqualTo("a");
            assertThat(channel.snapshot().endpoints())
                    .singleElement()
                    .satisfies(each -> assertThat(each.endpoint().address())
                            .isEqualTo(Address.named("dns:///" + server.address())));
        }
    }

    @Test
    void aTargetThatOnlyGrpcKnowsIsTakenAsAPlainOne() {
        try (PooledChannel channel = PooledChannel.to("unix:/run/nobody.sock").build()) {
            assertThat(channel.authority()).isEqualTo("unix:/run/nobody.sock");
            assertThat(channel.snapshot().endpoints()).hasSize(1);
        }
    }

    @Test
    void aTargetThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> PooledChannel.to("carrier-pigeon:loft"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carrier-pigeon");
    }

    @Test
    void plaintextIsAnExplicitWish() {
        try (EchoServer server = EchoServer.start("one");
                PooledChannel channel =
                        PooledChannel.to("static:" + server.address()).build()) {
            assertThatThrownBy(() -> Echo.stub(channel)
                            .withDeadlineAfter(5, TimeUnit.SECONDS)
                            .unary(Echo.request("a")))
                    .isInstanceOf(StatusRuntimeException.class);
            assertThat(server.calls).hasValue(0);
        }
    }

    @Test
    void interceptorsSeeEachCallOnce() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("k", Metadata.ASCII_STRING_MARSHALLER), "v");
        Scene scene = new Scene(builder -> builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers)));

        scene.write();

        assertThat(scene.servers.call(1).headers.getAll(Metadata.Key.of("k", Metadata.ASCII_STRING_MARSHALLER)))
                .containsExactly("v");
    }

    @Test
    void theInProcessTransportWorksForTests() throws Exception {
        Server server = InProcessServerBuilder.forName("echo")
                .directExecutor()
                .addService(new EchoGrpc.EchoImplBase() {
                    @Override
                    public void unary(EchoRequest request, StreamObserver<EchoReply> replies) {
                        replies.onNext(Scene.reply(request.getText()));
                        replies.onCompleted();
                    }
                })
                .build()
                .start();
        ChannelOptions inProcess =
                ChannelOptions.plaintext().withFactory(endpoint -> InProcessChannelBuilder.forName("echo"));
        try (PooledChannel channel =
                PooledChannel.to("static:in-process:1").channel(inProcess).build()) {
            assertThat(Echo.stub(channel).unary(Echo.request("a")).getText()).isEqualTo("a");
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void wrongValuesAreRefusedWithFieldAndValue() {
        PooledChannelBuilder builder = PooledChannel.to("static:a:1");

        assertThatThrownBy(() -> builder.name(" ")).hasMessage("name: ' ' (expected: not blank)");
        assertThatThrownBy(() -> builder.maxWaiters(-1)).hasMessage("maxWaiters: -1 (expected: >= 0)");
        assertThatThrownBy(() -> builder.defaultDeadline(Duration.ZERO))
                .hasMessage("defaultDeadline: PT0S (expected: > 0)");
        assertThatThrownBy(() -> new BufferLimits(-1, 0)).hasMessage("perCall: -1 (expected: >= 0)");
    }
}
