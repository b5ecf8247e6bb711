// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster around this pod: address from the environment; token, certificates and namespace from the folder that
 * Kubernetes mounts into each pod (unless {@code automountServiceAccountToken} is off).
 */
final class ServiceAccountSource implements ApiSource {
    private static final Path MOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final String HOST = "KUBERNETES_SERVICE_HOST";
    private static final String PORT = "KUBERNETES_SERVICE_PORT";
    private static final String HTTPS_PORT = "443";

    private final Map<String, String> environment;
    private final Path folder;

    ServiceAccountSource(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    static ServiceAccountSource mounted() {
        return new ServiceAccountSource(System.getenv(), MOUNT);
    }

    boolean isHere() {
        return environment.containsKey(HOST) && Files.isRegularFile(token());
    }

    @Override
    public HttpApi open(Timeouts timeouts) throws IOException {
        if (!isHere()) {
            throw new IOException("not inside a pod: " + HOST + " and " + token() + " (expected: both)");
        }
        String host = environment.getOrDefault(HOST, "");
        String port = environment.getOrDefault(PORT, HTTPS_PORT);
        URI address = URI.create("https://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port);
        Config config = AddressedSource.config(address, Optional.of(token()), Optional.of(folder.resolve("ca.crt")));
        Path namespace = folder.resolve("namespace");
        if (Files.isRegularFile(namespace)) {
            config.setNamespace(Files.readString(namespace).strip());
        }
        return HttpApi.over(Connection.make(config, timeouts), timeouts);
    }

    private Path token() {
        return folder.resolve("token");
    }

    @Override
    public String toString() {
        return "service account";
    }
}
