// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static dev.hawser.grpc.channel.Http2Wire.ENHANCE_YOUR_CALM;
import static dev.hawser.grpc.channel.Http2Wire.INTERNAL_ERROR;
import static dev.hawser.grpc.channel.Http2Wire.LAST_POSSIBLE_STREAM;
import static dev.hawser.grpc.channel.Http2Wire.NO_ERROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pool hears when a connection ends. */
class LossTest {

    private Connecting connecting = new Connecting(ChannelOptions.plaintext());

    @AfterEach
    void close() {
        connecting.close();
    }

    @Test
    void anOrderlyGoodbyeHasNoCause() throws Exception {
        Throwable cause = lossAfter(wire -> {
            wire.goAway(LAST_POSSIBLE_STREAM, NO_ERROR, "bye");
            wire.stay(); // a socket closed with bytes unread is reset, and a reset may overtake the goodbye
        });

        assertThat(cause).isNull();
    }

    @Test
    void aGoodbyeWithAnErrorHasACause() throws Exception {
        Throwable cause = lossAfter(wire -> {
            wire.goAway(LAST_POSSIBLE_STREAM, INTERNAL_ERROR, "");
            wire.stay();
        });

        assertThat(cause)
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageEndingWith("lost: GOAWAY INTERNAL_ERROR");
    }

    @Test
    void aResetHasACause() throws Exception {
        assertThat(lossAfter(Http2Wire::reset))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("connection to 127.0.0.1:");
    }

    @Test
    void aCloseWithoutAGoodbyeHasACause() throws Exception {
        assertThat(lossAfter(wire -> {})).isInstanceOf(ConnectionLostException.class);
    }

    private Throwable lossAfter(ScriptedHttp2Server.Script end) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            connected.await();
            end.run(wire);
        })) {
            connecting.to(server.endpoint());
            connected.countDown();
            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            return connecting.losses.peek().orElse(null);
        }
    }

    /** Whoever closes a channel hears of it too, once, and it is nobody's fault. */
    @Test
    void ourOwnCloseHasNoCause() throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            wire.stay();
        })) {
            connecting.transport.close(connecting.to(server.endpoint()));

            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            assertThat(connecting.losses.peek()).isEmpty();
        }
    }

    /** gRPC doubles the time within a channel; a channel of ours has one connection, so its successor must know. */
    @Test
    void aServerThatFindsPingsTooManyIsPingedHalfAsOftenByTheNextConnection() throws Exception {
        List<String> told = new ArrayList<>();
        ChannelOptions options = ChannelOptions.plaintext()
                .withFactory(endpoint -> new RecordingBuilder(endpoint, told))
                .withKeepAlive(Duration.ofSeconds(60), Duration.ofSeconds(20));
        connecting = new Connecting(options);
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            wire.answer(wire.call());
            if (wire.number < 3) {
                wire.goAway(LAST_POSSIBLE_STREAM, ENHANCE_YOUR_CALM, "too_many_pings");
            }
            wire.stay();
        })) {
            for (int i = 1; i <= 3; i++) {
                int losses = Math.min(i, 2);
                Connecting.call(connecting.to(server.endpoint()));
                await().untilAsserted(() -> assertThat(connecting.losses).hasSize(losses));
            }

            assertThat(told).contains("keepAliveTime PT1M", "keepAliveTime PT2M", "keepAliveTime PT4M");
            assertThat(connecting.losses.peek().orElseThrow()).hasMessageContaining("GOAWAY ENHANCE_YOUR_CALM");
        }
    }

    @Test
    void pingsGetNoRarerThanEveryTwoHours() {
        Address one = Address.parse("10.0.0.1:1");
        KeepAlive keepAlive = new KeepAlive(Duration.ofSeconds(60));

        for (int i = 0; i < 100; i++) {
            keepAlive.tooOften(one);
        }

        assertThat(keepAlive.time(one)).isEqualTo(Duration.ofHours(2));
        assertThat(keepAlive.time(Address.parse("10.0.0.2:1"))).isEqualTo(Duration.ofSeconds(60));
    }
}
