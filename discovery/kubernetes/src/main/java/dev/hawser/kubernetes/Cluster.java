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
public final class Cluster {
    private final Source source;

    Cluster(Source source) {
        this.source = source;
    }

    /** Inside a pod {@link #serviceAccount()}, elsewhere {@link #kubeconfig()}. */
    public static Cluster automatic() {
        return new Cluster(new AutomaticSource(ServiceAccountSource.mounted(), usualKubeconfig()));
    }

    /** The cluster this pod runs in, by the service account that is mounted into it. */
    public static Cluster serviceAccount() {
        return new Cluster(ServiceAccountSource.mounted());
    }

    /** The current context of {@code $KUBECONFIG} or {@code ~/.kube/config}, as kubectl has it. */
    public static Cluster kubeconfig() {
        return new Cluster(usualKubeconfig());
    }

    /**
     * A context of a kubeconfig. Its credentials may be anything that fabric8's client understands, plug-ins that print a
     * token included.
     *
     * @param file if absent, {@code $KUBECONFIG} or {@code ~/.kube/config}
     * @param context if absent, the current one
     */
    public static Cluster kubeconfig(Optional<Path> file, Optional<String> context) {
        return new Cluster(new KubeconfigSource(file, context));
    }

    /**
     * An API server by its address, such as {@code http://127.0.0.1:8001} for {@code kubectl proxy}.
     *
     * @param tokenFile whose content goes with each request; only over https, or to this very machine
     * @param certificates in PEM, of whoever signed the server's; if absent, those that Java trusts
     */
    public static Cluster server(URI address, Optional<Path> tokenFile, Optional<Path> certificates) {
        return new Cluster(new AddressedSource(address, tokenFile, certificates));
    }

    /** Like {@link #server(URI, Optional, Optional)} with neither token nor certificates. */
    public static Cluster server(URI address) {
        return server(address, Optional.empty(), Optional.empty());
    }

    /**
     * Whatever this client talks to. It is used, and never closed. Its own repetitions of failed requests ({@code
     * requestRetryBackoffLimit}) delay what we hear of failures; 0 is best.
     */
    public static Cluster of(KubernetesClient client) {
        return new Cluster(new SuppliedSource(requireNonNull(client, "client")));
    }

    private static KubeconfigSource usualKubeconfig() {
        return new KubeconfigSource(Optional.empty(), Optional.empty());
    }

    Connection open(KubernetesOptions options) throws IOException {
        return source.open(options);
    }

    /** In words; holds no secret. */
    @Override
    public String toString() {
        return source.toString();
    }

    /** A way to a cluster; its {@link Object#toString()} says which, and no secret. */
    interface Source {

        /**
         * A connection of its own for one watch, which closes it. May read files, and may start a program that a
         * kubeconfig names.
         *
         * @throws IOException if it can't be told how to reach the server; the message says what was expected where
         */
        Connection open(KubernetesOptions options) throws IOException;
    }
}
