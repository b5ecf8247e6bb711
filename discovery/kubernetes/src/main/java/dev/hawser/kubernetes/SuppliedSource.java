// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Somebody else's client. */
final class SuppliedSource implements Cluster.Source {
    private final KubernetesClient client;

    SuppliedSource(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Connection open(KubernetesOptions options) {
        return Connection.supplied(client);
    }

    @Override
    public String toString() {
        return "supplied client";
    }
}
