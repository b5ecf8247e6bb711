// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Custom resources as the API server would send them. */
final class TestResources {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private TestResources() {}

    static GenericKubernetesResource of(String json) {
        return JSON.unmarshal(json, GenericKubernetesResource.class);
    }

    /** @param status the inside of the status, with single quotes for double ones */
    static GenericKubernetesResource module(String name, String status) {
        return of("""
                {"apiVersion": "operator.tinysystems.io/v1alpha1", "kind": "TinyModule",
                 "metadata": {"namespace": "tinysystems", "name": "%s"}, "status": {%s}}
                """.formatted(name, status.replace('\'', '"')));
    }

    static GenericKubernetesResource at(String name, String address) {
        return module(name, "'addr': '" + address + "'");
    }
}
