// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.GrpcPool;
import io.grpc.Channel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The three kinds of gRPC pools have the same meters; nobody listens where theirs lead. */
@Timeout(60)
class GrpcPoolsTest {
    private static final String NOBODY = "127.0.0.1:1";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PoolMetrics metrics = PoolMetrics.perEndpoint();

    @BeforeEach
    void bind() {
        metrics.bindTo(meters);
    }

    @AfterEach
    void close() {
        metrics.close();
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void aPooledChannelIsWatched() {
        PooledChannel channel = PooledChannel.to("static:" + NOBODY)
                .channel(ChannelOptions.plaintext())
                .name("channel")
                .listener(metrics)
                .build();
        try (channel) {
            metrics.watch(channel);
            assertEndpointIsKnown("channel");
        }
        assertNothingIsLeft("channel");
    }

    @Test
    void aGrpcPoolIsWatched() {
        try (GrpcPool<Channel> pool = GrpcPool.builder(Function.<Channel>identity())
                .name("typed")
                .listener(metrics)
                .build()) {
            metrics.watch(pool);
            pool.get(NOBODY);
            assertEndpointIsKnown("typed");

            pool.remove(NOBODY);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(meters.find("hawser.endpoint.weight")
                                    .tags("pool", "typed")
                                    .meter())
                            .isNull());
        }
        assertNothingIsLeft("typed");
    }

    @Test
    void aClusterPoolIsWatched() {
        try (ClusterPool<Channel> pool = ClusterPool.builder(Function.<Channel>identity())
                .seeds(NOBODY)
                .name("cluster")
                .listener(metrics)
                .build()) {
            metrics.watch(pool);
            assertEndpointIsKnown("cluster");
            pool.close(Duration.ZERO);
        }
        assertNothingIsLeft("cluster");
    }

    private void assertEndpointIsKnown(String pool) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(meters.get("hawser.endpoint.weight")
                                .tags("pool", pool, "endpoint", NOBODY)
                                .gauge()
                                .value())
                        .isEqualTo(1));
    }

    private void assertNothingIsLeft(String pool) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(meters.find("hawser.pool.leaks")
                                .tags("pool", pool)
                                .meter())
                        .isNull());
    }
}
