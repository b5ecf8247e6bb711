// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A context of a kubeconfig, as fabric8 reads it. */
final class KubeconfigCluster extends Cluster {
    private final Optional<Path> file;
    private final Optional<String> context;

    KubeconfigCluster(Optional<Path> file, Optional<String> context) {
        this.file = requireNonNull(file, "file");
        this.context = requireNonNull(context, "context");
    }

    @Override
    Connection open(KubernetesOptions options) throws IOException {
        try {
            return Connection.make(config(), options);
        } catch (KubernetesClientException e) {
            throw new IOException(this + ": " + e.getMessage(), e);
        }
    }

    private Config config() throws IOException {
        List<File> files = file.map(path -> List.of(path.toFile())).orElseGet(KubeconfigCluster::usual).stream()
                .filter(File::isFile)
                .toList();
        if (files.isEmpty()) {
            String where = file.map(Path::toString).orElse("$KUBECONFIG, ~/.kube/config, and this is no pod");
            throw new IOException("kubeconfig: none (expected: a file; looked at " + where + ")");
        }
        String wanted = context.orElse(null);
        Config config = files.size() == 1 ? Config.fromKubeconfig(wanted, files.get(0)) : Config.autoConfigure(wanted);
        if (config.getCurrentContext() == null) {
            throw new IOException(
                    "context: " + context.map(name -> "'" + name + "'").orElse("none is current")
                            + " (expected: one of " + names(config) + ")");
        }
        return config;
    }

    private static List<File> usual() {
        return Config.getKubeconfigFilenames().stream().map(File::new).toList();
    }

    private static List<String> names(Config config) {
        return config.getContexts().stream().map(each -> each.getName()).toList();
    }

    @Override
    public String toString() {
        return "kubeconfig" + file.map(path -> " " + path).orElse("")
                + context.map(name -> ", context " + name).orElse("");
    }
}
