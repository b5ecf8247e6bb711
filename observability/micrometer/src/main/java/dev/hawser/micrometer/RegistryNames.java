// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import io.micrometer.core.instrument.Tags;

/** What the meters of a channel registry are called. */
public enum RegistryNames {
    /** Those of {@link HawserMeter}. */
    HAWSER(HawserMeter.REGISTRY_CONNECTIONS.meterName(), HawserMeter.REGISTRY_OPERATIONS.meterName()),
    /**
     * Those of the Go client {@code tinysystems} of modules in Kubernetes, for dashboards that know them: {@code
     * tinysystems_client_pool_connections} and {@code tinysystems_client_pool_operations_total} in Prometheus, without the
     * tag {@code registry}; so for one registry.
     */
    TINY_SYSTEMS("tinysystems.client.pool.connections", "tinysystems.client.pool.operations");

    final String connections;
    final String operations;

    RegistryNames(String connections, String operations) {
        this.connections = connections;
        this.operations = operations;
    }

    Tags of(String registry) {
        return this == HAWSER ? Tags.of("registry", registry) : Tags.empty();
    }
}
