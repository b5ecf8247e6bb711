// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Somebody else's client. */
final class SuppliedCluster extends Cluster {
    private final KubernetesClient client;

    SuppliedCluster(KubernetesClient client) {
        this.client = client;
    }

    @Override
    Connection open(KubernetesOptions options) {
        return Connection.supplied(client);
    }

    @Override
    public String toString() {
        return "supplied client";
    }
}
