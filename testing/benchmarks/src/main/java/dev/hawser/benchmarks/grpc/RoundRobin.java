// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The least that spreads calls over channels: the next one in turn, by one counter. Counts, checks and closes nothing. */
final class RoundRobin extends ManagedChannel {

    private final ManagedChannel[] channels;
    private final AtomicInteger turn = new AtomicInteger();

    RoundRobin(List<ManagedChannel> channels) {
        this.channels = channels.toArray(ManagedChannel[]::new);
    }

    @Override
    public <Q, P> ClientCall<Q, P> newCall(MethodDescriptor<Q, P> method, CallOptions options) {
        int next = (turn.getAndIncrement() & Integer.MAX_VALUE) % channels.length;
        return channels[next].newCall(method, options);
    }

    @Override
    public ManagedChannel shutdown() {
        for (ManagedChannel channel : channels) {
            channel.shutdown();
        }
        return this;
    }

    @Override
    public ManagedChannel shutdownNow() {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow();
        }
        return this;
    }

    @Override
    public boolean isShutdown() {
        return channels[0].isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return channels[0].isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }

    @Override
    public String authority() {
        return channels[0].authority();
    }
}
