// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import com.google.cloud.grpc.GcpManagedChannelBuilder;
import com.google.cloud.grpc.GcpManagedChannelOptions;
import com.google.cloud.grpc.GcpManagedChannelOptions.GcpChannelPoolOptions;
import io.grpc.ManagedChannel;
import java.util.logging.Level;
import java.util.logging.Logger;

/** grpc-gcp's pool. */
final class GcpChannels {

    /** Kept, or the level would be forgotten with it. Says of each pool that nobody collects its metrics. */
    private static final Logger LOGGER = Logger.getLogger("com.google.cloud.grpc");

    static {
        LOGGER.setLevel(Level.WARNING);
    }

    private GcpChannels() {}

    /** A number that stays. */
    static ManagedChannel fixed(Line line, int channels) {
        return open(
                line, GcpChannelPoolOptions.newBuilder().setMaxSize(channels).setMinSize(channels));
    }

    /** Grows from one, at that many calls on each. */
    static ManagedChannel growing(Line line, int max, int callsPerChannel) {
        return open(
                line,
                GcpChannelPoolOptions.newBuilder()
                        .setMaxSize(max)
                        .setMinSize(1)
                        .setConcurrentStreamsLowWatermark(callsPerChannel));
    }

    private static ManagedChannel open(Line line, GcpChannelPoolOptions.Builder pool) {
        return GcpManagedChannelBuilder.forDelegateBuilder(line.builder())
                .withOptions(GcpManagedChannelOptions.newBuilder()
                        .withChannelPoolOptions(pool.build())
                        .build())
                .build();
    }
}
