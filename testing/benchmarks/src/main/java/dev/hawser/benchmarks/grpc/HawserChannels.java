// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.PooledChannelBuilder;
import dev.hawser.grpc.channel.ChannelOptions;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;

/**
 * Hawser's channel. As it comes, but for the number of connections; or without failover, and then without the deadline
 * that it gives to unary calls which have none, because the peers do neither.
 */
final class HawserChannels {

    /** No limit that matters, as with the peers, where the number of connections is fixed. */
    private static final int CALLS = 10_000;

    private HawserChannels() {}

    /** Does not shrink or grow: the peers' fixed pools don't either. */
    static ManagedChannel fixed(Line line, int channels, boolean failover) {
        return open(line, fixed(channels), failover);
    }

    static ManagedChannel growing(Line line, int max, boolean failover) {
        return open(line, SharingOptions.defaults().withConnections(1, max), failover);
    }

    static ManagedChannel aging(Line line, int channels, Duration age, boolean failover) {
        return open(line, fixed(channels).withMaxAge(age), failover);
    }

    private static SharingOptions fixed(int channels) {
        return SharingOptions.defaults().withConnections(channels, channels).withInFlight(CALLS, CALLS);
    }

    private static ManagedChannel open(Line line, SharingOptions sharing, boolean failover) {
        List<Endpoint> endpoints = line.targets().stream()
                .map(target -> Endpoint.of(Address.parse(target)))
                .toList();
        PooledChannelBuilder builder = PooledChannel.over(Discoveries.of(endpoints))
                .channel(ChannelOptions.plaintext()
                        .withFactory(endpoint ->
                                line.begin().apply(endpoint.address().toString())))
                .sharing(sharing);
        return failover
                ? builder.build()
                : builder.retry(RetryPolicy.never()).noDefaultDeadline().build();
    }
}
