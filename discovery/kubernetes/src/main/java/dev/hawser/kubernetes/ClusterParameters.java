// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.targets.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What a target says of the API server. */
final class ClusterParameters {
    private static final String CONTEXT = "context";
    private static final String KUBECONFIG = "kubeconfig";
    private static final String SERVER = "server";
    private static final String TOKEN_FILE = "token-file";
    private static final String CA = "ca";

    /** All of them. */
    static final Set<String> NAMES = Set.of(CONTEXT, KUBECONFIG, SERVER, TOKEN_FILE, CA);

    private ClusterParameters() {}

    static KubernetesOptions options(Target target) {
        return KubernetesOptions.defaults().withCluster(cluster(target));
    }

    private static Cluster cluster(Target target) {
        Optional<Path> kubeconfig = target.parameter(KUBECONFIG).map(Path::of);
        Optional<String> context = target.parameter(CONTEXT);
        Optional<Path> tokenFile = target.parameter(TOKEN_FILE).map(Path::of);
        Optional<Path> ca = target.parameter(CA).map(Path::of);
        Optional<String> server = target.parameter(SERVER);
        boolean fromKubeconfig = kubeconfig.isPresent() || context.isPresent();
        boolean byAddress = server.isPresent() || tokenFile.isPresent() || ca.isPresent();
        if (fromKubeconfig && byAddress) {
            throw new IllegalArgumentException(
                    "server, token-file, ca: set, with kubeconfig or context (expected: one or the other)");
        }
        if (byAddress && server.isEmpty()) {
            throw new IllegalArgumentException("token-file, ca: set (expected: with server)");
        }
        if (fromKubeconfig) {
            return Cluster.kubeconfig(kubeconfig, context);
        }
        return server.map(address -> Cluster.server(URI.create(address), tokenFile, ca))
                .orElseGet(Cluster::automatic);
    }
}
