// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import io.grpc.ForwardingChannelBuilder2;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

/** Takes any setting, and builds a {@link NoopChannel}. */
final class NoopBuilder extends ForwardingChannelBuilder2<NoopBuilder> {

    private final ManagedChannelBuilder<?> delegate = NettyChannelBuilder.forAddress("127.0.0.1", 1);

    @Override
    protected ManagedChannelBuilder<?> delegate() {
        return delegate;
    }

    @Override
    public ManagedChannel build() {
        return new NoopChannel();
    }
}
