// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.targets.Target;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
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
        Optional<Path> kubeconfig = path(target, KUBECONFIG);
        Optional<String> context = target.parameter(CONTEXT);
        Optional<Path> tokenFile = path(target, TOKEN_FILE);
        Optional<Path> ca = path(target, CA);
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
        return server.map(address -> Cluster.server(uri(address), tokenFile, ca))
                .orElseGet(Cluster::automatic);
    }

    /** The message shows nothing of it, for it may hold a password. */
    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    SERVER + ": not a URI: " + e.getReason() + " (expected: one such as https://10.0.0.1:6443)");
        }
    }

    private static Optional<Path> path(Target target, String name) {
        try {
            return target.parameter(name).map(Path::of);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(name + ": '" + e.getInput() + "' (expected: a file)", e);
        }
    }
}
