// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.targets.Target;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import io.grpc.NameResolverRegistry;
import java.util.Locale;

/** Which words for a target are ours, and which are gRPC's. Where both know a scheme, such as {@code dns}, it is ours. */
final class PlainTargets {

    private PlainTargets() {}

    static PooledChannelBuilder parse(String target) {
        String scheme = scheme(target);
        boolean ours = Targets.schemes().contains(scheme);
        boolean theirs = !ours && NameResolverRegistry.getDefaultRegistry().getProviderForScheme(scheme) != null;
        if (theirs) {
            return plain(target);
        }
        return new PooledChannelBuilder(
                Targets.parse(target), Target.parse(target).name());
    }

    static PooledChannelBuilder plain(String target) {
        Endpoint endpoint = Endpoint.of(Address.named(target));
        return new PooledChannelBuilder(Discoveries.of(endpoint), target);
    }

    private static String scheme(String target) {
        int colon = target.indexOf(':');
        return colon < 0 ? "" : target.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    }
}
