// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** Several servers behind one plain channel: grpc-java's own round robin, over names that never change. */
final class FixedNames extends NameResolverProvider {

    private static final String SCHEME = "fixed";

    private final List<EquivalentAddressGroup> addresses;

    private FixedNames(List<String> targets) {
        addresses = targets.stream()
                .map(target -> URI.create("tcp://" + target))
                .map(uri -> new EquivalentAddressGroup(new InetSocketAddress(uri.getHost(), uri.getPort())))
                .toList();
    }

    /** For one set of servers in a JVM. */
    static ManagedChannelBuilder<?> builder(List<String> targets) {
        NameResolverRegistry.getDefaultRegistry().register(new FixedNames(targets));
        return NettyChannelBuilder.forTarget(SCHEME + ":///fleet")
                .usePlaintext()
                .defaultLoadBalancingPolicy("round_robin");
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public NameResolver newNameResolver(URI uri, NameResolver.Args args) {
        return new NameResolver() {
            @Override
            public String getServiceAuthority() {
                return "fleet";
            }

            @Override
            public void start(Listener2 listener) {
                listener.onResult(ResolutionResult.newBuilder()
                        .setAddressesOrError(StatusOr.fromValue(addresses))
                        .build());
            }

            @Override
            public void shutdown() {}
        };
    }
}
