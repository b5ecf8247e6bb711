// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.sharing.SharedPoolSnapshot.EndpointSnapshot;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.Backoff;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that end in good order, under 1000 calls a second: no call may notice, idempotent or not. */
@Tag("long")
class RestartsUnderLoadIT {
    private EchoServer[] servers = {};

    @AfterEach
    void stop() {
        Stream.of(servers).forEach(EchoServer::close);
    }

    @Test
    void noCallFailsWhileAllServersAreRestartedAndTheLoadIsFairAfterwards() {
        servers = servers(5, builder -> {});
        try (PooledChannel channel = Echo.over(servers)
                        .reconnectBackoff(Backoff.exponential(Duration.ofMillis(20), 1.6, Duration.ofMillis(200)))
                        .build();
                SteadyLoad load = SteadyLoad.over(channel, 10)) {
            load.awaitMore(500);
            for (int i = 0; i < servers.length; i++) {
                Address address = servers[i].address();
                servers[i].end();
                load.awaitMore(100); // without it
                servers[i] = slow(EchoServer.startAt(address, "again-" + i));
                await().untilAsserted(() -> assertThat(states(channel)).containsOnly(EndpointState.UP));
            }
            int[] before = counts();
            load.awaitMore(2500);
            int[] after = counts();
            load.stop();

            assertNoneFailed(load);
            int[] shares = IntStream.range(0, before.length)
                    .map(i -> after[i] - before[i])
                    .toArray();
            double fair = IntStream.of(shares).sum() / (double) servers.length;
            assertThat(IntStream.of(shares).max().orElseThrow()).isLessThan((int) (1.5 * fair));
        }
    }

    @Test
    void noCallFailsWhileServersSayGoodbyeEachSecond() {
        servers = servers(3, builder -> builder.maxConnectionAge(1, TimeUnit.SECONDS));
        Queue<PoolEvent> events = new ConcurrentLinkedQueue<>();
        try (PooledChannel channel = Echo.over(servers).listener(events::add).build();
                SteadyLoad load = SteadyLoad.over(channel, 10)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> closed(events).size() >= 9); // three each
            load.stop();
            assertNoneFailed(load);
        }
    }

    @Test
    void noCallFailsWhileThePoolReplacesItsConnectionsEachSecond() {
        servers = servers(3, builder -> {});
        Queue<PoolEvent> events = new ConcurrentLinkedQueue<>();
        try (PooledChannel channel = Echo.over(servers)
                        .sharing(SharingOptions.defaults().withMaxAge(Duration.ofSeconds(1)))
                        .listener(events::add)
                        .build();
                SteadyLoad load = SteadyLoad.over(channel, 10)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> closed(events).size() >= 9);
            load.stop();
            assertNoneFailed(load);
            assertThat(closed(events))
                    .extracting(PoolEvent.ConnectionClosed::reason)
                    .containsOnly(CloseReason.MAX_LIFETIME);
        }
    }

    private static void assertNoneFailed(SteadyLoad load) {
        assertThat(load.failedReads).isEmpty();
        assertThat(load.failedWrites).isEmpty();
        assertThat(load.answered).hasValue(load.begun.get());
    }

    private static List<PoolEvent.ConnectionClosed> closed(Queue<PoolEvent> events) {
        return events.stream()
                .filter(PoolEvent.ConnectionClosed.class::isInstance)
                .map(PoolEvent.ConnectionClosed.class::cast)
                .toList();
    }

    private static List<EndpointState> states(PooledChannel channel) {
        return channel.snapshot().endpoints().stream()
                .map(EndpointSnapshot::state)
                .toList();
    }

    private int[] counts() {
        return Stream.of(servers).mapToInt(server -> server.calls.get()).toArray();
    }

    private static EchoServer[] servers(int count, Consumer<NettyServerBuilder> customizer) {
        return IntStream.range(0, count)
                .mapToObj(i -> slow(EchoServer.start("server-" + i, customizer)))
                .toArray(EchoServer[]::new);
    }

    /** So that calls are in flight when something happens. */
    private static EchoServer slow(EchoServer server) {
        server.verdict = call -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            return Optional.empty();
        };
        return server;
    }
}
