// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.DiscoveryProvider;
import dev.hawser.discovery.targets.Target;
import java.util.Set;
import java.util.TreeSet;

/**
 * Targets of scheme {@code kubernetes}: {@code kubernetes:///service[.namespace][:port]}, or custom resources if there is a
 * parameter {@code resource}.
 *
 * <p>Found by {@link java.util.ServiceLoader}, so everybody who has this module loads it: it touches no class of fabric8's
 * before a target is made.
 */
public final class KubernetesProvider implements DiscoveryProvider {
    private static final String NAMESPACE = "namespace";
    private static final String EVERYWHERE = "*";

    @Override
    public String scheme() {
        return "kubernetes";
    }

    @Override
    public Set<String> parameters() {
        Set<String> parameters = new TreeSet<>(ClusterParameters.NAMES);
        parameters.addAll(ServiceTarget.PARAMETERS);
        parameters.addAll(ResourceTarget.PARAMETERS);
        parameters.add(NAMESPACE);
        return parameters;
    }

    @Override
    public Discovery create(Target target) {
        if (target.hasUser()) { // whose error would show a password
            throw new IllegalArgumentException("service: with a user or a password (expected: a name)");
        }
        if (!target.authority().isEmpty()) {
            String meant = target.path().isEmpty() ? target.authority() : target.name();
            throw new IllegalArgumentException("host: '" + target.authority()
                    + "' (expected: none, as in kubernetes:///" + meant + "; the API server is a parameter)");
        }
        KubernetesOptions plain = ClusterParameters.options(target);
        KubernetesOptions options =
                target.parameter(NAMESPACE, plain::withNamespace).orElse(plain);
        return target.parameter(ResourceTarget.RESOURCE).isPresent()
                ? resources(target, options)
                : service(target, options);
    }

    private static Discovery service(Target target, KubernetesOptions options) {
        requireNone(target, ServiceTarget.PARAMETERS, ResourceTarget.PARAMETERS, "with resource=");
        return ServiceTarget.discovery(target, options);
    }

    /** The path is the namespace: a name, nothing, or a star for all. */
    private static Discovery resources(Target target, KubernetesOptions options) {
        requireNone(target, ResourceTarget.PARAMETERS, ServiceTarget.PARAMETERS, "without resource=");
        boolean everywhere = target.name().equals(EVERYWHERE);
        if (target.name().isEmpty() || everywhere) {
            return ResourceTarget.discovery(target, options, everywhere);
        }
        if (options.namespace().isPresent()) {
            throw new IllegalArgumentException("namespace: given twice (expected: in the path or as a parameter)");
        }
        return ResourceTarget.discovery(target, options.withNamespace(target.name()), false);
    }

    private static void requireNone(Target target, Set<String> own, Set<String> others, String where) {
        for (String name : others) {
            if (!own.contains(name) && target.parameter(name).isPresent()) {
                throw new IllegalArgumentException(name + ": set (expected: only " + where + ")");
            }
        }
    }
}
