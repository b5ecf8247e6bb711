// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.Discovery;
import dev.hawser.servers.kubernetes.ApiCollection;

/** Custom resources, and an API server that fails. */
class ResourceFaultsTest extends ApiServerFaults {

    @Override
    ApiCollection collection() {
        return ApiCollection.TINY_MODULES;
    }

    @Override
    Discovery discovery(KubernetesOptions options) {
        return KubernetesResources.of(ResourceOptions.tinyModules(), options);
    }

    @Override
    void put(String name, String address) {
        server.put(collection(), """
                {"metadata": {"namespace": "tinysystems", "name": "%s"}, "status": {"addr": "%s"}}
                """.formatted(name, address));
    }
}
