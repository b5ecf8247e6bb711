// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.discovery.targets.Target;
import java.util.Optional;
import java.util.Set;

/** Reads what a target says of a service: {@code service[.namespace][:port]}. */
final class ServiceTarget {
    private static final String PORT = "port";
    private static final String FAMILY = "family";
    private static final String WEIGHT = "weight";

    /** All of them, without those that are about the cluster. */
    static final Set<String> PARAMETERS = Set.of(PORT, FAMILY, WEIGHT);

    private ServiceTarget() {}

    /** @param client with the namespace of the target's parameters, if they name one */
    static Discovery discovery(Target target, KubernetesOptions client) {
        int colon = target.name().lastIndexOf(':');
        String place = colon < 0 ? target.name() : target.name().substring(0, colon);
        Optional<String> port = once(
                PORT,
                colon < 0 ? Optional.empty() : Optional.of(target.name().substring(colon + 1)),
                target.parameter(PORT));
        int dot = place.indexOf('.');
        ServiceOptions options = new ServiceOptions(
                dot < 0 ? place : place.substring(0, dot), port, family(target), target.parameter(WEIGHT));
        Optional<String> namespace = once(
                "namespace", dot < 0 ? Optional.empty() : Optional.of(place.substring(dot + 1)), client.namespace());
        return EndpointSlices.of(options, namespace.map(client::withNamespace).orElse(client));
    }

    private static Optional<String> once(String field, Optional<String> inPath, Optional<String> asParameter) {
        if (inPath.isPresent() && asParameter.isPresent()) {
            throw new IllegalArgumentException(field + ": given twice (expected: in the path or as a parameter)");
        }
        return inPath.or(() -> asParameter);
    }

    private static AddressFamily family(Target target) {
        String family = target.parameter(FAMILY).orElse("any");
        return switch (family) {
            case "any" -> AddressFamily.ANY;
            case "ipv4" -> AddressFamily.IPV4;
            case "ipv6" -> AddressFamily.IPV6;
            default -> throw new IllegalArgumentException("family: '" + family + "' (expected: any, ipv4 or ipv6)");
        };
    }
}
