// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.transport.SharedTransport;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;

/**
 * Makes gRPC connections: each is a {@link ManagedChannel} of its own that is given away ready, and given up for good when
 * its connection ends. So one channel is one connection, one TLS identity, one life.
 */
public final class GrpcTransport implements SharedTransport<ManagedChannel> {

    public GrpcTransport(ChannelOptions options) {
        throw new UnsupportedOperationException("to be written");
    }

    @Override
    public CompletableFuture<ManagedChannel> connect(Endpoint endpoint, Loss loss) {
        throw new UnsupportedOperationException("to be written");
    }

    @Override
    public void close(ManagedChannel connection) {
        throw new UnsupportedOperationException("to be written");
    }
}
