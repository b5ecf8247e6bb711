// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.EchoServer;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import org.junit.jupiter.api.Test;

/** Plain gRPC targets, whose channels look after their connections themselves. */
class NamedTargetTest {

    private final Connecting connecting = new Connecting(ChannelOptions.plaintext());

    @Test
    void aPlainTargetIsConnectedToAsGrpcUnderstandsIt() throws Exception {
        try (connecting;
                EchoServer server = EchoServer.start("a")) {
            assertThat(Connecting.call(connecting.to(target(server)))).isEqualTo("hi");
        }
    }

    @Test
    void itsChannelSurvivesTheLossOfAConnectionAndIsLostOnlyByShutdown() throws Exception {
        try (connecting) {
            EchoServer first = EchoServer.start("a");
            ManagedChannel channel = connecting.to(target(first));
            Address address = first.address();
            first.close();
            await().until(() -> channel.getState(false) != ConnectivityState.READY);

            try (EchoServer second = EchoServer.startAt(address, "b")) {
                await().ignoreExceptions()
                        .untilAsserted(
                                () -> assertThat(Connecting.call(channel)).isEqualTo("hi"));
                assertThat(second.calls).hasValueGreaterThan(0);
            }
            assertThat(connecting.losses).isEmpty();

            channel.shutdownNow();

            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
        }
    }

    @Test
    void aTargetOfAnUnknownKindFailsTheConnect() throws Exception {
        try (connecting) {
            assertThat(connecting.failure(Endpoint.of(Address.named("nonsense:///kv"))))
                    .hasMessageStartingWith("connect to nonsense:///kv: ");
        }
    }

    private static Endpoint target(EchoServer server) {
        return Endpoint.of(Address.named("dns:///localhost:" + server.address().port()));
    }
}
