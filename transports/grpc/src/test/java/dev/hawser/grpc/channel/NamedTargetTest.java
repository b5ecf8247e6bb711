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

    /** No service config can ask for it here, since retries have one owner; so the channel has it from the start. */
    @Test
    void aTargetOfHawsersIsSpreadByWeight() throws Exception {
        try (connecting;
                EchoServer a = EchoServer.start("a");
                EchoServer b = EchoServer.start("b")) {
            ManagedChannel channel =
                    connecting.to(Endpoint.of(Address.named("static:" + a.address() + "*0," + b.address() + "*1")));

            for (int i = 0; i < 5; i++) {
                assertThat(Connecting.call(channel)).isEqualTo("hi");
            }

            assertThat(a.calls).hasValue(0);
            assertThat(b.calls).hasValueGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void leftToGrpcItIsNot() throws Exception {
        try (connecting;
                EchoServer a = EchoServer.start("a");
                EchoServer b = EchoServer.start("b")) {
            ManagedChannel channel = connecting.to(
                    Endpoint.of(Address.named("static:" + a.address() + "*0," + b.address() + "*1?lb=grpc")));

            assertThat(Connecting.call(channel)).isEqualTo("hi");

            assertThat(b.calls).as("pick_first takes the first").hasValue(0);
        }
    }

    /** A host may be called like a scheme: its address has a port, which is no part of a target. */
    @Test
    void aHostThatIsCalledLikeASchemeIsConnectedToAsAHost() throws Exception {
        try (connecting) {
            assertThat(connecting.failure(Endpoint.of(new Address("static", 8500))))
                    .hasMessage("connect to static:8500: unknown host");
        }
    }
}
