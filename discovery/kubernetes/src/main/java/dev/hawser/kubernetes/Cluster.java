// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static java.util.Objects.requireNonNull;

import dev.hawser.kubernetes.api.Api;
import dev.hawser.kubernetes.api.ApiSource;
import dev.hawser.kubernetes.api.Timeouts;
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
    private final ApiSource source;

    private Cluster(ApiSource source) {
        this.source = source;
    }

    /** Inside a pod {@link #serviceAccount()}, elsewhere {@link #kubeconfig()}. */
    public static Cluster automatic() {
        return new Cluster(ApiSource.automatic());
    }

    /** The cluster this pod runs in, by the service account that is mounted into it. */
    public static Cluster serviceAccount() {
        return new Cluster(ApiSource.serviceAccount());
    }

    /** The current context of {@code $KUBECONFIG} or {@code ~/.kube/config}, as kubectl has it. */
    public static Cluster kubeconfig() {
        return kubeconfig(Optional.empty(), Optional.empty());
    }

    /**
     * A context of a kubeconfig, with a token, a password, a client certificate, or a plug-in that prints a token or a
     * certificate; and with a proxy over HTTP, if it names one. See {@code docs/kubernetes.md} for what is not supported.
     *
     * @param file if absent, {@code $KUBECONFIG} or {@code ~/.kube/config}
     * @param context if absent, the current one
     */
    public static Cluster kubeconfig(Optional<Path> file, Optional<String> context) {
        return new Cluster(ApiSource.kubeconfig(file, context));
    }

    /**
     * An API server by its address, such as {@code http://127.0.0.1:8001} for {@code kubectl proxy}.
     *
     * @param tokenFile whose content goes with each request; only over https, or to this very machine
     * @param ca certificates in PEM, of whoever signed the server's; if absent, those that Java trusts
     */
    public static Cluster server(URI address, Optional<Path> tokenFile, Optional<Path> ca) {
        return new Cluster(ApiSource.address(address, tokenFile, ca));
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
        return new Cluster(ApiSource.of(requireNonNull(client, "client")));
    }

    Api open(Timeouts timeouts) throws IOException {
        return source.open(timeouts);
    }

    /** In words; holds no secret. */
    @Override
    public String toString() {
        return source.toString();
    }
}
