// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.discovery.targets.Targets;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Uri;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/** Resolvers for the targets of one scheme. */
final class SchemeProvider extends NameResolverProvider {

    /**
     * One below gRPC's own default of 5: somebody's own resolver for a scheme wins, and the scheme of a target without one
     * is still {@code dns}, since that is the scheme of the highest priority.
     */
    private static final int PRIORITY = 4;

    private final String scheme;
    private final LastSets lastSets = new LastSets();

    SchemeProvider(String scheme) {
        this.scheme = scheme;
    }

    /** Whether the module that knows the scheme is there. */
    @Override
    protected boolean isAvailable() {
        return Targets.schemes().contains(scheme);
    }

    @Override
    protected int priority() {
        return PRIORITY;
    }

    @Override
    public String getDefaultScheme() {
        return scheme;
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return resolver(target.toString(), args);
    }

    @Override
    public NameResolver newNameResolver(Uri target, NameResolver.Args args) {
        return resolver(target.toString(), args);
    }

    private NameResolver resolver(String text, NameResolver.Args args) {
        if (ChannelTarget.isHostAndPort(text)) {
            return asWithoutScheme(text, args);
        }
        ChannelTarget target = ChannelTarget.parse(text);
        Lent lent = Lent.by(args, target.authority());
        return new DiscoveryResolver(target, args, lent, host -> List.of(InetAddress.getAllByName(host)), lastSets);
    }

    /**
     * {@code consul:8500} has always been the port of a host that is called consul, and stays that. gRPC reads such a text as
     * a scheme if it knows one of that name; this does with it what it does with any other host and port.
     */
    private static NameResolver asWithoutScheme(String hostAndPort, NameResolver.Args args) {
        NameResolverRegistry registry = NameResolverRegistry.getDefaultRegistry();
        return registry.asFactory()
                .newNameResolver(Uri.create(registry.getDefaultScheme() + ":///" + hostAndPort), args);
    }
}
