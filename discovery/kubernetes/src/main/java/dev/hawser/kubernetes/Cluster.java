// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which API server, and who we are to it.
 *
 * <p>Holds paths and addresses, never a secret: files of tokens are read again for each request, so that one which
 * rotates is followed at once. Making one reads nothing and asks nobody; that is done when a watch begins.
 */
public abstract class Cluster {

    Cluster() {}

    /** Inside a pod {@link #serviceAccount()}, elsewhere {@link #kubeconfig()}. */
    public static Cluster automatic() {
        return new AutomaticCluster(ServiceAccountCluster.mounted(), kubeconfig());
    }

    /** The cluster this pod runs in, by the service account that is mounted into it. */
    public static Cluster serviceAccount() {
        return ServiceAccountCluster.mounted();
    }

    /** The current context of {@code $KUBECONFIG} or {@code ~/.kube/config}, as kubectl has it. */
    public static Cluster kubeconfig() {
        return new KubeconfigCluster(Optional.empty(), Optional.empty());
    }

    /**
     * A context of a kubeconfig. Its credentials may be anything that fabric8's client understands, plug-ins that print a
     * token included.
     *
     * @param file if absent, {@code $KUBECONFIG} or {@code ~/.kube/config}
     * @param context if absent, the current one
     */
    public static Cluster kubeconfig(Optional<Path> file, Optional<String> context) {
        return new KubeconfigCluster(file, context);
    }

    /**
     * An API server by its address, such as {@code http://127.0.0.1:8001} for {@code kubectl proxy}.
     *
     * @param tokenFile whose content goes with each request; only over https, or to this very machine
     * @param certificates in PEM, of whoever signed the server's; if absent, those that Java trusts
     */
    public static Cluster server(URI address, Optional<Path> tokenFile, Optional<Path> certificates) {
        return new AddressedCluster(address, tokenFile, certificates);
    }

    /** Like {@link #server(URI, Optional, Optional)} with neither token nor certificates. */
    public static Cluster server(URI address) {
        return new AddressedCluster(address, Optional.empty(), Optional.empty());
    }

    /**
     * Whatever this client talks to. It is used, and never closed. Its own repetitions of failed requests ({@code
     * requestRetryBackoffLimit}) delay what we hear of failures; 0 is best.
     */
    public static Cluster of(KubernetesClient client) {
        return new SuppliedCluster(requireNonNull(client, "client"));
    }

    /**
     * A connection of its own for one watch, which closes it. May read files, and may start a program that a kubeconfig
     * names.
     *
     * @throws IOException if it can't be told how to reach the server; the message says what was expected where
     */
    abstract Connection open(KubernetesOptions options) throws IOException;

    /** In words; holds no secret. */
    @Override
    public abstract String toString();
}
