// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Somebody else's client. */
final class SuppliedSource implements ApiSource {
    private final KubernetesClient client;

    SuppliedSource(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public HttpApi open(Timeouts timeouts) {
        return HttpApi.over(Connection.supplied(client), timeouts);
    }

    @Override
    public String toString() {
        return "supplied client";
    }
}
