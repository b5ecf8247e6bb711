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

    @Override
    public String scheme() {
        return "kubernetes";
    }

    @Override
    public Set<String> parameters() {
        Set<String> parameters = new TreeSet<>(ClusterParameters.NAMES);
        parameters.addAll(ServiceTarget.PARAMETERS);
        parameters.add(NAMESPACE);
        return parameters;
    }

    @Override
    public Discovery create(Target target) {
        if (!target.authority().isEmpty()) {
            throw new IllegalArgumentException("host: '" + target.authority()
                    + "' (expected: none, as in kubernetes:///service; the API server is a parameter)");
        }
        KubernetesOptions plain = ClusterParameters.options(target);
        KubernetesOptions options =
                target.parameter(NAMESPACE).map(plain::withNamespace).orElse(plain);
        return ServiceTarget.discovery(target, options);
    }
}
