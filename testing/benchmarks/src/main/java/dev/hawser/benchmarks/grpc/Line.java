// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import io.grpc.ManagedChannelBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.function.Function;

/**
 * Where channels lead, and how one is begun.
 *
 * @param targets {@code host:port} of each server
 * @param begin begins a channel to one of them
 */
record Line(List<String> targets, Function<String, ManagedChannelBuilder<?>> begin) {

    /** Nowhere. */
    static Line noop(int endpoints) {
        List<String> names = java.util.stream.IntStream.rangeClosed(1, endpoints)
                .mapToObj(i -> "127.0.0.1:" + i)
                .toList();
        return new Line(names, target -> new NoopBuilder());
    }

    /** To a server in this process, by that name. */
    static Line inProcess(String name) {
        return new Line(
                List.of("127.0.0.1:1"),
                target -> InProcessChannelBuilder.forName(name).directExecutor());
    }

    /** Over the loopback interface. */
    static Line loopback(List<String> targets) {
        return new Line(targets, target -> NettyChannelBuilder.forTarget(target).usePlaintext());
    }

    /** One channel for all of it. */
    ManagedChannelBuilder<?> builder() {
        return targets.size() == 1 ? begin.apply(targets.get(0)) : FixedNames.builder(targets);
    }
}
