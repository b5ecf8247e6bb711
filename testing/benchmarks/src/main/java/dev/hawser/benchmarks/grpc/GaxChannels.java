// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import com.google.api.gax.grpc.ChannelPoolSettings;
import com.google.api.gax.grpc.OpenChannelPool;
import io.grpc.ManagedChannel;

/** gax's pool; the channels in it are plain ones. */
final class GaxChannels {

    private GaxChannels() {}

    /** A number that stays. */
    static ManagedChannel fixed(Line line, int channels) {
        return open(line, ChannelPoolSettings.staticallySized(channels));
    }

    /** Grows as it comes, from one, at that many calls on each. */
    static ManagedChannel growing(Line line, int max, int callsPerChannel) {
        return open(
                line,
                ChannelPoolSettings.builder()
                        .setMaxChannelCount(max)
                        .setMaxRpcsPerChannel(callsPerChannel)
                        .build());
    }

    private static ManagedChannel open(Line line, ChannelPoolSettings settings) {
        return OpenChannelPool.of(settings, () -> line.builder().build());
    }
}
