// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.Discovery;
import dev.hawser.servers.kubernetes.ApiCollection;

/** EndpointSlices, and an API server that fails. */
class EndpointSliceFaultsTest extends ApiServerFaults {

    @Override
    ApiCollection collection() {
        return ApiCollection.ENDPOINT_SLICES;
    }

    @Override
    Discovery discovery(KubernetesOptions options) {
        return EndpointSlices.of(ServiceOptions.of("greeter"), options);
    }

    /** A slice of its own for each, so that slices come and go. */
    @Override
    void put(String name, String address) {
        String[] parts = address.split(":");
        server.put(collection(), """
                {"metadata": {"namespace": "tinysystems", "name": "%s", "labels": {"kubernetes.io/service-name": "greeter"}},
                 "addressType": "IPv4", "ports": [{"name": "grpc", "port": %s}],
                 "endpoints": [{"addresses": ["%s"], "conditions": {"ready": true}}]}
                """.formatted(name, parts[1], parts[0]));
    }
}
