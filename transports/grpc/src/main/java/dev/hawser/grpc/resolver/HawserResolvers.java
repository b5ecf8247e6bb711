// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.targets.Targets;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import java.util.Locale;
import java.util.Optional;

/**
 * Which of Hawser's targets plain gRPC channels understand: {@code consul}, {@code kubernetes}, {@code srv}, {@code static} and
 * {@code file}, where the scheme's module is there, without anything being called; others when they are registered here. What
 * is gRPC's own, such as {@code dns}, {@code unix} and {@code xds}, stays gRPC's.
 *
 * <pre>{@code
 * ManagedChannel channel = ManagedChannelBuilder.forTarget("consul:///greeter").build();
 * }</pre>
 *
 * <p>Unless the target says {@code lb=grpc}, its resolver asks the channel to spread calls by
 * {@value #WEIGHTED_ROUND_ROBIN}. It does so by a service config, and by gRPC's rules that comes before the channel's default
 * service config and default policy, and after {@code disableServiceConfigLookUp()}. With {@code lb=grpc} the channel's own
 * ones count.
 */
public final class HawserResolvers {

    /** The load balancing policy that follows the weights of endpoints; can be named in any service config. */
    public static final String WEIGHTED_ROUND_ROBIN = "hawser_weighted_round_robin";

    private HawserResolvers() {}

    /**
     * Makes plain channels understand a scheme that a {@link dev.hawser.discovery.targets.DiscoveryProvider} has added. If
     * there is a resolver for that scheme already, it stays the one that is used.
     *
     * @throws IllegalArgumentException if {@link Targets} doesn't know the scheme
     */
    public static void register(String scheme) {
        String name = requireNonNull(scheme, "scheme").toLowerCase(Locale.ROOT);
        if (!Targets.schemes().contains(name)) {
            throw new IllegalArgumentException("scheme: '" + scheme + "' (expected: one of " + Targets.schemes() + ")");
        }
        NameResolverRegistry registry = NameResolverRegistry.getDefaultRegistry();
        if (registry.getProviderForScheme(name) == null) {
            registry.register(new SchemeProvider(name));
        }
    }

    /**
     * The policy that a channel to this target wants, for whoever builds one that looks up no service configs and so can't be
     * asked for it by the resolver: {@link #WEIGHTED_ROUND_ROBIN}, or none if the target isn't resolved by Hawser or says
     * {@code lb=grpc}.
     */
    public static Optional<String> policy(String target) {
        int colon = target.indexOf(':');
        NameResolverProvider provider = colon <= 0
                ? null
                : NameResolverRegistry.getDefaultRegistry().getProviderForScheme(target.substring(0, colon));
        boolean isOurs = provider != null
                && provider.getClass().getPackage().equals(HawserResolvers.class.getPackage())
                && !ChannelTarget.isHostAndPort(target);
        return isOurs && ChannelTarget.policy(target) == ChannelTarget.Policy.WEIGHTED
                ? Optional.of(WEIGHTED_ROUND_ROBIN)
                : Optional.empty();
    }
}
