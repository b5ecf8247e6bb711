// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.observe.Watching;
import dev.hawser.benchmarks.observe.Work;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.PooledChannelBuilder;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.view.Viewed;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import java.util.List;

/** Makes calls over channels that do nothing. */
public final class CallWork implements Work {

    private static final int MANY = 10_000;
    private static final int CHANNELS = 4;

    private final PooledChannel channel;
    private final PickBenchmark.Caller caller = new PickBenchmark.Caller();

    private CallWork(PooledChannel channel) {
        this.channel = channel;
    }

    /** @param failover whether a failed call would be tried again */
    public static Work open(Watching watching, int servers, boolean failover) {
        Line line = Line.noop(servers);
        List<Endpoint> endpoints = line.targets().stream()
                .map(target -> Endpoint.of(Address.parse(target)))
                .toList();
        int channels = CHANNELS / servers;
        PooledChannelBuilder builder = PooledChannel.over(Discoveries.of(endpoints))
                .channel(ChannelOptions.plaintext()
                        .withFactory(endpoint ->
                                line.begin().apply(endpoint.address().toString())))
                .sharing(SharingOptions.defaults()
                        .withConnections(channels, channels)
                        .withInFlight(MANY, MANY))
                .listener(watching.listener())
                .timing(watching.timing());
        if (!failover) {
            builder.retry(RetryPolicy.never()).noDefaultDeadline();
        }
        PooledChannel channel = builder.build();
        Warm.untilReady(channel);
        return new CallWork(channel);
    }

    @Override
    public void run(int times) {
        for (int i = 0; i < times; i++) {
            ClientCall<byte[], byte[]> call = channel.newCall(Echo.IDEMPOTENT, CallOptions.DEFAULT);
            call.start(caller, caller.headers);
            call.halfClose();
            caller.check();
        }
    }

    @Override
    public Viewed pool() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
