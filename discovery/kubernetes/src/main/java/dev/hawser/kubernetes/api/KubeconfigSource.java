// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A context of a kubeconfig, as fabric8 reads it. */
final class KubeconfigSource implements ApiSource {
    private final Optional<Path> file;
    private final Optional<String> context;

    KubeconfigSource(Optional<Path> file, Optional<String> context) {
        this.file = requireNonNull(file, "file");
        this.context = requireNonNull(context, "context");
    }

    @Override
    public HttpApi open(Timeouts timeouts) throws IOException {
        return HttpApi.over(Connection.make(config(), timeouts), timeouts);
    }

    private Config config() throws IOException {
        List<File> files = file.map(path -> List.of(path.toFile())).orElseGet(KubeconfigSource::usual).stream()
                .filter(File::isFile)
                .toList();
        if (files.isEmpty()) {
            String where = file.map(Path::toString).orElse("$KUBECONFIG, ~/.kube/config, and this is no pod");
            throw new IOException("kubeconfig: none (expected: a file; looked at " + where + ")");
        }
        Config config = ContextConfig.read(files, context);
        String current = config.getCurrentContext() == null
                ? ""
                : config.getCurrentContext().getName();
        if (current.isEmpty() || !context.orElse(current).equals(current)) {
            throw new IOException("context: '" + context.orElse("") + "' (expected: one of " + names(config) + ")");
        }
        return config;
    }

    private static List<File> usual() {
        return Config.getKubeconfigFilenames().stream().map(File::new).toList();
    }

    private static List<String> names(Config config) {
        return config.getContexts().stream()
                .map(each -> each.getName())
                .sorted()
                .toList();
    }

    @Override
    public String toString() {
        return "kubeconfig" + file.map(path -> " " + path).orElse("")
                + context.map(name -> ", context " + name).orElse("");
    }
}
