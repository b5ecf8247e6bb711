// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A way to an API server; its {@link Object#toString()} says which, and no secret. Making one reads nothing. */
public interface ApiSource {

    /**
     * A connection of its own for one watch, which closes it. May read files, and may start a program that a kubeconfig
     * names.
     *
     * @throws IOException if it can't be told how to reach the server; the message says what was expected where
     */
    Api open(Timeouts timeouts) throws IOException;

    /** Inside a pod its service account, elsewhere the usual kubeconfig; decided when a connection is opened. */
    static ApiSource automatic() {
        return new AutomaticSource(
                ServiceAccountSource.mounted(), new KubeconfigSource(Optional.empty(), Optional.empty()));
    }

    static ApiSource serviceAccount() {
        return ServiceAccountSource.mounted();
    }

    static ApiSource kubeconfig(Optional<Path> file, Optional<String> context) {
        return new KubeconfigSource(file, context);
    }

    static ApiSource address(URI address, Optional<Path> tokenFile, Optional<Path> ca) {
        return new AddressedSource(address, tokenFile, ca);
    }

    /** Over a client that isn't ours to close. */
    static ApiSource of(KubernetesClient client) {
        return new SuppliedSource(client);
    }
}
